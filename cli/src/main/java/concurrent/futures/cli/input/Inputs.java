package concurrent.futures.cli.input;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All inputs, one after the other, as records. Read by one thread; {@link #taken} and {@link
 * #total} may be asked by others.
 */
public final class Inputs {
  /** The name that stands for standard input. */
  public static final String STDIN = "-";

  private final List<String> names;
  private final Options options;
  private final long total;

  private int nextInput;
  private @Nullable LineReader lines; // of the current input
  private Source source = new Source("nothing", InputFormat.LINES, List.of());
  private long lineNumber; // of the line read last
  private long recordLine; // where the last record began
  private long takenBefore; // bytes of the inputs before
  private volatile long taken;

  /**
   * How to read.
   *
   * @param format how inputs are cut
   * @param nul whether lines end with NUL instead of newline
   * @param encoding the charset of the inputs
   * @param longestLine the most bytes of a line
   */
  public record Options(InputFormat format, boolean nul, Charset encoding, int longestLine) {}

  /**
   * Creates the inputs.
   *
   * @param names files; "-" or none at all: standard input
   * @throws CommandException if one cannot be read, as {@link #check} says
   */
  public Inputs(List<String> names, Options options) {
    this.names = names.isEmpty() ? List.of(STDIN) : List.copyOf(names);
    this.options = options;
    long sum = 0;
    for (String name : this.names) {
      long size = size(name);
      sum = size < 0 || sum < 0 ? -1 : sum + size;
    }
    this.total = options.encoding().equals(StandardCharsets.UTF_8) ? sum : -1;
  }

  /**
   * Looks whether inputs can be read.
   *
   * @throws CommandException if one is missing, a directory or protected
   */
  public static void check(List<String> names) {
    for (String name : names) {
      size(name);
    }
    if (names.isEmpty() || names.contains(STDIN)) {
      refuseClosedStdin();
    }
  }

  /** The bytes of all inputs, or -1 if nobody knows. */
  public long total() {
    return total;
  }

  /** The bytes handed out so far. */
  public long taken() {
    return taken;
  }

  /** Where the last record came from. */
  public Source source() {
    return source;
  }

  /** The number of the line in which the last record began, from 1. */
  public long line() {
    return recordLine;
  }

  /** True if the next record is there already, and belongs to the same source. */
  public boolean buffered() {
    LineReader reader = lines;
    return reader != null && reader.buffered();
  }

  /**
   * The next record.
   *
   * @return a String, a {@link BadLine}, or null at the end of all inputs
   * @throws CommandException if an input cannot be read
   */
  public @Nullable Object next() {
    while (true) {
      LineReader reader = lines;
      if (reader == null && nextInput == names.size()) {
        return null;
      }
      try {
        if (reader == null) {
          open(names.get(nextInput++));
          continue;
        }
        Object record = record(reader);
        taken = takenBefore + reader.taken();
        if (record != null) {
          return record;
        }
        takenBefore += reader.taken();
        lines = null;
      } catch (IOException e) {
        throw unreadable(source.name(), e);
      }
    }
  }

  private void open(String name) throws IOException {
    String shown = name.equals(STDIN) ? "stdin" : name;
    source = new Source(shown, options.format(), List.of());
    InputStream in =
        name.equals(STDIN) ? new FileInputStream(FileDescriptor.in) : new FileInputStream(name);
    if (!options.encoding().equals(StandardCharsets.UTF_8)) {
      in = new Transcoder(in, options.encoding());
    }
    LineReader reader =
        new LineReader(in, options.nul() ? (byte) 0 : (byte) '\n', options.longestLine());
    lines = reader;
    lineNumber = 0;
    if (options.format().hasHeader()) {
      Object first = record(reader);
      source = new Source(shown, options.format(), header(shown, first));
    }
  }

  private List<String> header(String name, @Nullable Object first) {
    try {
      if (first == null) {
        return List.of();
      }
      if (first instanceof BadLine bad) {
        throw new BadInputException(bad.problem());
      }
      return Csv.header((String) first, options.format());
    } catch (BadInputException e) {
      throw new CommandException(
          ExitCode.IO,
          "cannot use the first line of " + name + " as header: " + e.getMessage() + ".");
    }
  }

  private @Nullable Object record(LineReader reader) throws IOException {
    Object line;
    do {
      line = reader.next();
      lineNumber++;
    } while (options.format() != InputFormat.LINES
        && line instanceof String text
        && text.isBlank());
    recordLine = lineNumber;
    if (options.format() != InputFormat.CSV
        || !(line instanceof String first)
        || !Csv.endsInQuotes(first, false)) {
      return line;
    }
    return quotedLines(reader, first);
  }

  /** A CSV record that goes on in further lines. */
  private Object quotedLines(LineReader reader, String first) throws IOException {
    StringBuilder record = new StringBuilder(first);
    while (record.length() <= options.longestLine()) {
      Object line = reader.next();
      lineNumber++;
      if (line == null) {
        break;
      }
      String text = line instanceof BadLine bad ? bad.text() : (String) line;
      record.append('\n').append(text);
      if (line instanceof BadLine bad) {
        return new BadLine(record.toString(), bad.problem());
      }
      if (!Csv.endsInQuotes(text, true)) {
        return record.toString();
      }
    }
    return new BadLine(
        first,
        "the quote that opens a field in this line is never closed, up to line " + lineNumber);
  }

  /** The size of an input, -1 if it is no regular file. */
  private static long size(String name) {
    Path path = path(name.equals(STDIN) ? "/proc/self/fd/0" : name);
    if (!name.equals(STDIN) && !Files.exists(path)) {
      throw new CommandException(
          ExitCode.IO, "input file " + name + " does not exist. (\"-\" reads standard input.)");
    }
    if (!name.equals(STDIN) && Files.isDirectory(path)) {
      throw new CommandException(
          ExitCode.IO,
          "input file "
              + name
              + " is a directory. To map over the files in it, list them: find "
              + name
              + " -type f | futures map …");
    }
    if (!name.equals(STDIN) && !Files.isReadable(path)) {
      throw new CommandException(
          ExitCode.IO, "input file " + name + " cannot be read: permission denied.");
    }
    try {
      return Files.isRegularFile(path) ? Files.size(path) : -1;
    } catch (IOException e) {
      return -1; // only the progress display wants to know
    }
  }

  private static Path path(String name) {
    if (name.isEmpty()) {
      throw new CommandException(ExitCode.IO, "the name of an input file is empty.");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new CommandException(
          ExitCode.IO,
          "input file "
              + name
              + ": this locale cannot express the name; set one with UTF-8, for example"
              + " LC_ALL=C.UTF-8.",
          e);
    }
  }

  /**
   * Refuses a closed standard input: the JVM opens its own files at start, and the first of them
   * then has descriptor 0.
   */
  private static void refuseClosedStdin() {
    Path target;
    try {
      target = Files.readSymbolicLink(Path.of("/proc/self/fd/0"));
    } catch (IOException | UnsupportedOperationException e) {
      return;
    }
    String name = target.toString();
    boolean ofJvm =
        name.startsWith(System.getProperty("java.home", "?"))
            || name.endsWith(".jsa")
            || name.endsWith(".so");
    if (ofJvm) {
      throw new CommandException(
          ExitCode.IO,
          "standard input is closed. Name a file to read, or redirect it, for example from"
              + " /dev/null.");
    }
  }

  private static CommandException unreadable(String name, IOException e) {
    return new CommandException(
        ExitCode.IO, "cannot read " + name + ": " + e.getMessage() + ".", e);
  }
}
