package concurrent.futures.internal.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The options of this JVM that its workers need too, read from its own command line: those that
 * change which code is there and what it may do.
 */
final class ParentOptions {
  /** The encoding of a command line and of what it names. */
  static final Charset ENCODING = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private static final String LIBRARY_PATH = "-Djava.library.path";
  private static final String PATCH_MODULE = "--patch-module";
  private static final String UPGRADE_MODULE_PATH = "--upgrade-module-path";

  /** Passed on; their value is part of the word, or the next word. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "--add-opens",
          "--add-exports",
          "--add-reads",
          "--add-modules",
          "--enable-native-access",
          "--limit-modules",
          PATCH_MODULE,
          UPGRADE_MODULE_PATH);

  /** Passed on as they are; if they have a value, it is part of the word. */
  private static final Set<String> ONE_WORD =
      Set.of(
          "--enable-preview",
          "--illegal-native-access",
          "--sun-misc-unsafe-memory-access",
          LIBRARY_PATH);

  /** Not passed on, but the next word is not the main class. */
  private static final Set<String> SKIPPED_WITH_VALUE =
      Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "--source");

  /** What names the code to run; arguments of the program follow. */
  private static final Set<String> LAST =
      Set.of("-jar", "-m", "--module", "-d", "--describe-module");

  private ParentOptions() {}

  /** Returns the options of this JVM to pass on; values are joined by '='. */
  static List<String> inherited() {
    return OfThisProcess.OPTIONS;
  }

  /** They are read once: an argument file may be gone when the next worker starts. */
  private static final class OfThisProcess {
    static final List<String> OPTIONS = select(commandLine());
  }

  /** Picks what is passed on from a command line, whose first word is the executable. */
  static List<String> select(List<String> commandLine) {
    List<String> selected = new ArrayList<>();
    Words words = new Words(commandLine);
    String executable = words.next();
    if (executable == null || !isJava(executable)) {
      return selected; // a launcher of its own: what its arguments mean only it knows
    }
    String word = words.next();
    while (word != null && word.startsWith("-") && !LAST.contains(nameOf(word))) {
      String name = nameOf(word);
      boolean hasValue = !name.equals(word);
      if (SKIPPED_WITH_VALUE.contains(word)) {
        words.next();
      } else if (hasValue && (WITH_VALUE.contains(name) || ONE_WORD.contains(name))) {
        selected.add(withAbsolutePaths(name, word.substring(name.length() + 1)));
      } else if (ONE_WORD.contains(word)) {
        selected.add(word);
      } else if (WITH_VALUE.contains(word)) {
        selected.add(withAbsolutePaths(name, String.valueOf(words.next())));
      }
      word = words.next();
    }
    return List.copyOf(selected);
  }

  private static String nameOf(String word) {
    return word.substring(0, (word + "=").indexOf('='));
  }

  private static boolean isJava(String executable) {
    String name = executable.substring(executable.replace('\\', '/').lastIndexOf('/') + 1);
    return Set.of("java", "javaw", "java.exe", "javaw.exe").contains(name);
  }

  /** Workers may run in another directory. */
  private static String withAbsolutePaths(String name, String value) {
    return switch (name) {
      case LIBRARY_PATH, UPGRADE_MODULE_PATH -> name + "=" + absolute(value);
      case PATCH_MODULE -> {
        int module = value.indexOf('=') + 1;
        yield name + "=" + value.substring(0, module) + absolute(value.substring(module));
      }
      default -> name + "=" + value;
    };
  }

  /** Makes the entries of a path absolute; empty ones go. */
  static String absolute(String paths) {
    StringJoiner absolute = new StringJoiner(File.pathSeparator);
    for (String entry : paths.split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        absolute.add(new File(entry).getAbsolutePath());
      }
    }
    return absolute.toString();
  }

  private static List<String> commandLine() {
    try {
      byte[] words = Files.readAllBytes(Path.of("/proc/self/cmdline"));
      return List.of(new String(words, ENCODING).split("\0"));
    } catch (IOException e) {
      return otherCommandLine(ProcessHandle.current().info());
    }
  }

  private static List<String> otherCommandLine(ProcessHandle.Info info) {
    List<String> words = new ArrayList<>();
    words.add(info.command().orElse(""));
    words.addAll(List.of(info.arguments().orElse(new String[0])));
    return words;
  }

  /** The words of a command line, with those of argument files in their place. */
  private static final class Words {
    private final Deque<String> rest;
    private boolean expanding = true;

    Words(List<String> commandLine) {
      rest = new ArrayDeque<>(commandLine);
    }

    /** Returns the next word, or null. Files are read on the way: those after it are not ours. */
    @Nullable String next() {
      String word = rest.poll();
      while (word != null && expanding && word.startsWith("@") && !word.startsWith("@@")) {
        List<String> words = wordsOf(word.substring(1));
        for (int i = words.size() - 1; i >= 0; i--) {
          rest.addFirst(words.get(i));
        }
        word = rest.poll();
      }
      expanding &= !"--disable-@files".equals(word);
      return word;
    }

    private static List<String> wordsOf(String file) {
      try {
        return ArgumentFile.words(new String(Files.readAllBytes(Path.of(file)), ENCODING));
      } catch (IOException | InvalidPathException e) {
        return List.of(); // it has gone since; what it opened is missing in the workers
      }
    }
  }
}
