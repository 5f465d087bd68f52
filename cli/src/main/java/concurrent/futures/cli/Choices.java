package concurrent.futures.cli;

import concurrent.futures.cli.input.InputFormat;
import concurrent.futures.cli.output.Progress;
import concurrent.futures.cli.output.ResultFormat;
import concurrent.futures.cli.run.Engine;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The constants of an enum as words of the command line, in small letters. */
abstract class Choices implements Iterable<String> {
  private final List<String> words;

  Choices(Enum<?>[] constants) {
    words = Arrays.stream(constants).map(Choices::word).toList();
  }

  /**
   * Reads a word.
   *
   * @throws IllegalArgumentException if it is none of the constants
   */
  static <E extends Enum<E>> E parse(Class<E> type, String text) {
    E[] constants = type.getEnumConstants();
    for (E constant : constants) {
      if (word(constant).equals(text.toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is not known, choose one of: "
            + String.join(", ", Arrays.stream(constants).map(Choices::word).toList()));
  }

  @Override
  public Iterator<String> iterator() {
    return words.iterator();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  // What shells complete.

  static final class Inputs extends Choices {
    Inputs() {
      super(InputFormat.values());
    }
  }

  static final class Outputs extends Choices {
    Outputs() {
      super(ResultFormat.values());
    }
  }

  static final class Engines extends Choices {
    Engines() {
      super(Engine.values());
    }
  }

  static final class Displays extends Choices {
    Displays() {
      super(Progress.Mode.values());
    }
  }

  static final class Summaries extends Choices {
    Summaries() {
      super(MapCommand.SummaryFormat.values());
    }
  }

  static final class Isolations extends Choices {
    Isolations() {
      super(WorkerCommand.Isolation.values());
    }
  }

  static final class Shells extends Choices {
    Shells() {
      super(CompletionCommand.Shell.values());
    }
  }
}
