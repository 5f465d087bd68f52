package concurrent.futures.internal.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM that crashed has written about it (its hs_err file).
 *
 * @param signal the signal, as in "SIGSEGV", or null if it ended itself
 * @param problem what went wrong, in its own words
 * @param outOfMemory whether memory was the problem
 * @param frame the problematic frame, or null
 * @param thread the name of the thread, or null
 * @param javaFrames its Java frames, at most 32
 * @param kept a copy that outlives the run directory, or null if none could be made
 */
record CrashLog(
    @Nullable String signal,
    String problem,
    boolean outOfMemory,
    @Nullable String frame,
    @Nullable String thread,
    List<String> javaFrames,
    @Nullable Path kept) {
  private static final int FRAMES = 32;
  private static final String KEPT = "concurrent-futures-crash-";
  private static final int KEPT_FILES = 20;
  private static final Duration KEPT_FOR = Duration.ofDays(7);

  private static final Pattern SIGNAL = Pattern.compile("#\\s+(SIG[A-Z]+) .*");
  private static final Pattern SENT = Pattern.compile("siginfo: .*\\(SI_USER\\), si_pid: (\\d+).*");
  private static final Pattern MEMORY =
      Pattern.compile(
          "#\\s+(There is insufficient memory.*|Native memory allocation.*"
              + "|Out of Memory Error.*|fatal error: OutOfMemory.*)");
  private static final Pattern ERROR = Pattern.compile("#\\s+(Internal Error.*|fatal error: .*)");
  private static final Pattern THREAD =
      Pattern.compile("Current thread \\(.*?\\):\\s+\\S+ \"(.*)\"\\s+\\[.*");

  /** Reads the log of a process, and copies it to where it can be found later; null if none. */
  static @Nullable CrashLog find(RunDirectory directory, long pid) {
    Path file = directory.path().resolve("hs_err_" + pid + ".log");
    try {
      byte[] bytes = Files.readAllBytes(file);
      return parse(new String(bytes, StandardCharsets.UTF_8), keep(bytes, directory, pid));
    } catch (IOException e) {
      return null;
    }
  }

  /** Reads what is written in a log. */
  static CrashLog parse(String text, @Nullable Path kept) {
    List<String> lines = text.lines().toList();
    String signal = first(lines, SIGNAL);
    String memory = first(lines, MEMORY);
    String error = first(lines, ERROR);
    String sender = first(lines, SENT);
    String problem = "an error of the JVM";
    if (memory != null) {
      problem = memory;
    } else if (signal != null) {
      problem = sender == null ? signal : signal + ", sent by process " + sender;
    } else if (error != null) {
      problem = error;
    }
    return new CrashLog(
        signal,
        problem,
        memory != null,
        problematicFrame(lines),
        first(lines, THREAD),
        javaFrames(lines),
        kept);
  }

  private static @Nullable String first(List<String> lines, Pattern pattern) {
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        return matcher.group(1).strip();
      }
    }
    return null;
  }

  private static @Nullable String problematicFrame(List<String> lines) {
    int title = lines.indexOf("# Problematic frame:");
    return title < 0 || title + 1 == lines.size()
        ? null
        : lines.get(title + 1).replace("#", "").strip().replaceAll(" +", " ");
  }

  /** Java frames have a section of their own if the fault was in something native called there. */
  private static List<String> javaFrames(List<String> lines) {
    List<String> frames = javaFrames(lines, "Java frames:");
    return frames.isEmpty() ? javaFrames(lines, "Native frames:") : frames;
  }

  private static List<String> javaFrames(List<String> lines, String section) {
    return lines.stream()
        .dropWhile(line -> !line.startsWith(section))
        .takeWhile(line -> !line.isBlank())
        .filter(line -> line.startsWith("j ") || line.startsWith("J "))
        .map(line -> line.substring(1).strip())
        .limit(FRAMES)
        .toList();
  }

  /** Copies the log beside the run directory: it must be there when the exception is read. */
  private static @Nullable Path keep(byte[] bytes, RunDirectory directory, long pid) {
    Path parent = directory.path().resolveSibling("");
    try {
      Path kept =
          Files.createTempFile(parent, KEPT + pid + "-", ".log"); // by itself with mode 0600
      Files.write(kept, bytes);
      forget(parent, kept);
      return kept;
    } catch (IOException e) {
      return null;
    }
  }

  /** Deletes copies that are old or too many, if they are the same user's as the newest. */
  private static void forget(Path parent, Path newest) {
    record Copy(Path path, FileTime time) {}
    List<Copy> copies = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, KEPT + "*.log")) {
      for (Path path : all) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(newest))) {
          copies.add(new Copy(path, Files.getLastModifiedTime(path)));
        }
      }
      copies.sort(Comparator.comparing(Copy::time).reversed());
      FileTime oldest = FileTime.from(Instant.now().minus(KEPT_FOR));
      for (int i = 0; i < copies.size(); i++) {
        if (i >= KEPT_FILES || copies.get(i).time().compareTo(oldest) < 0) {
          Files.deleteIfExists(copies.get(i).path());
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // somebody else is tidying up too
    }
  }
}
