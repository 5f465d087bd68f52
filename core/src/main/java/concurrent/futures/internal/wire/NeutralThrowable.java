package concurrent.futures.internal.wire;

import concurrent.futures.internal.wire.ThrowableForm.Remote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a throwable without its class: names, texts and frames. Asking for them runs
 * user code; none of it can make this fail, and all of it is bounded.
 *
 * @param header the first line of its trace, what toString() returns
 */
record NeutralThrowable(
    String className,
    @Nullable String message,
    String header,
    List<StackTraceElement> frames,
    @Nullable NeutralThrowable cause,
    List<NeutralThrowable> suppressed) {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_THROWABLES = 256;
  private static final int MAX_FRAMES = 1024; // of one throwable; the JVM itself records no more
  private static final int MAX_ALL_FRAMES = 16 * MAX_FRAMES;
  private static final int MAX_TEXT = 64 << 10;
  private static final int MAX_NAME = 1 << 10;

  static NeutralThrowable of(Throwable t) {
    NeutralThrowable neutral = new Survey().read(t, 0);
    return Objects.requireNonNull(neutral); // the first one is never seen before
  }

  /** Asks a throwable and all behind it. The bounds cut circles, and what would never end. */
  private static final class Survey {
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int framesLeft = MAX_ALL_FRAMES;

    @Nullable NeutralThrowable read(@Nullable Throwable t, int depth) {
      if (t == null || depth > MAX_DEPTH || seen.size() >= MAX_THROWABLES || !seen.add(t)) {
        return null;
      }
      String className = t.getClass().getName();
      String message = messageOf(t);
      String header = headerOf(t, className, message);
      List<StackTraceElement> frames = framesOf(t);
      NeutralThrowable cause = read(causeOf(t), depth + 1);
      List<NeutralThrowable> suppressed = new ArrayList<>();
      for (Throwable each : t.getSuppressed()) {
        NeutralThrowable one = read(each, depth + 1);
        if (one != null) {
          suppressed.add(one);
        }
      }
      return new NeutralThrowable(className, message, header, frames, cause, suppressed);
    }

    private static @Nullable String messageOf(Throwable t) {
      try {
        return cut(t.getMessage(), MAX_TEXT);
      } catch (Throwable fromUser) {
        return "(its getMessage() threw " + fromUser.getClass().getName() + ")";
      }
    }

    private static String headerOf(Throwable t, String className, @Nullable String message) {
      String header = null;
      try {
        header = cut(t.toString(), MAX_TEXT);
      } catch (Throwable fromUser) {
        // then as Throwable.toString() would have it
      }
      return header != null ? header : defaultHeader(className, message);
    }

    private List<StackTraceElement> framesOf(Throwable t) {
      List<StackTraceElement> frames = new ArrayList<>();
      try {
        for (StackTraceElement frame : t.getStackTrace()) {
          if (frame != null && frames.size() < Math.min(MAX_FRAMES, framesLeft)) {
            frames.add(frame);
          }
        }
      } catch (Throwable fromUser) {
        frames.clear();
      }
      framesLeft -= frames.size();
      return frames;
    }

    private static @Nullable Throwable causeOf(Throwable t) {
      try {
        return t.getCause();
      } catch (Throwable fromUser) {
        return null;
      }
    }
  }

  void write(WireOutput out) {
    out.writeString(className);
    out.writeString(message);
    out.writeString(header.equals(defaultHeader(className, message)) ? null : header);
    out.writeVarint(frames.size());
    for (StackTraceElement frame : frames) {
      writeFrame(out, frame);
    }
    out.writeBoolean(cause != null);
    if (cause != null) {
      cause.write(out);
    }
    out.writeVarint(suppressed.size());
    for (NeutralThrowable each : suppressed) {
      each.write(out);
    }
  }

  static NeutralThrowable read(WireInput in, int depth) throws WireFormatException {
    if (depth > MAX_DEPTH) {
      throw in.malformed("more than " + MAX_DEPTH + " causes");
    }
    String className = in.readText();
    String message = in.readString();
    String header = in.readString();
    List<StackTraceElement> frames = new ArrayList<>();
    for (int i = in.readCount(1); i > 0; i--) {
      frames.add(readFrame(in));
    }
    NeutralThrowable cause = in.readBoolean() ? read(in, depth + 1) : null;
    List<NeutralThrowable> suppressed = new ArrayList<>();
    for (int i = in.readCount(1); i > 0; i--) {
      suppressed.add(read(in, depth + 1));
    }
    return new NeutralThrowable(
        className,
        message,
        header != null ? header : defaultHeader(className, message),
        frames,
        cause,
        suppressed);
  }

  /** Loaders and versions that a trace does not show are left out. */
  private static void writeFrame(WireOutput out, StackTraceElement frame) {
    String loader = frame.getClassLoaderName();
    String module = frame.getModuleName();
    boolean usualLoader = loader != null && (loader.equals("app") || loader.equals("platform"));
    boolean jdk = module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    out.writeString(usualLoader ? null : cut(loader, MAX_NAME));
    out.writeString(cut(module, MAX_NAME));
    out.writeString(jdk ? null : cut(frame.getModuleVersion(), MAX_NAME));
    out.writeString(cut(frame.getClassName(), MAX_NAME));
    out.writeString(cut(frame.getMethodName(), MAX_NAME));
    out.writeString(cut(frame.getFileName(), MAX_NAME));
    out.writeVarlong(frame.getLineNumber());
  }

  private static StackTraceElement readFrame(WireInput in) throws WireFormatException {
    String loader = in.readString();
    String module = in.readString();
    String version = in.readString();
    String className = in.readText();
    String method = in.readText();
    String file = in.readString();
    int line = (int) in.readVarlong();
    return new StackTraceElement(loader, module, version, className, method, file, line);
  }

  Remote toRemote() {
    StringBuilder text = new StringBuilder();
    print(text, List.of(), "", "");
    if (text.length() > MAX_TEXT) {
      text.setLength(MAX_TEXT);
      text.append("\n... (cut)\n");
    }
    List<Remote> remotes = new ArrayList<>();
    for (NeutralThrowable each : suppressed) {
      remotes.add(each.toRemote());
    }
    return new Remote(
        className,
        message,
        text.toString(),
        frames.toArray(new StackTraceElement[0]),
        cause == null ? null : cause.toRemote(),
        List.copyOf(remotes));
  }

  /** As Throwable.printStackTrace() does it: frames shared with the enclosing trace are counted. */
  private void print(
      StringBuilder text, List<StackTraceElement> enclosing, String caption, String prefix) {
    if (text.length() > MAX_TEXT) {
      return;
    }
    int own = frames.size();
    int theirs = enclosing.size();
    while (own > 0 && theirs > 0 && frames.get(own - 1).equals(enclosing.get(theirs - 1))) {
      own--;
      theirs--;
    }
    text.append(prefix).append(caption).append(header).append('\n');
    for (StackTraceElement frame : frames.subList(0, own)) {
      text.append(prefix).append("\tat ").append(frame).append('\n');
    }
    if (own < frames.size()) {
      text.append(prefix).append("\t... ").append(frames.size() - own).append(" more\n");
    }
    for (NeutralThrowable each : suppressed) {
      each.print(text, frames, "Suppressed: ", prefix + "\t");
    }
    if (cause != null) {
      cause.print(text, frames, "Caused by: ", prefix);
    }
  }

  private static String defaultHeader(String className, @Nullable String message) {
    return message == null ? className : className + ": " + message;
  }

  private static @Nullable String cut(@Nullable String text, int length) {
    return text == null || text.length() <= length
        ? text
        : text.substring(0, length) + "... (" + (text.length() - length) + " more characters)";
  }
}
