package concurrent.futures.cli.output;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Shows what the library logs as lines of this command, without stack traces and not for ever.
 * Java's logging loads the nested classes, and only when somebody logs: loading all that would make
 * each start slower, and a small run-time image may have no logging at all.
 */
public final class LibraryLog {
  private LibraryLog() {}

  /** Has the library's log shown, unless the user has a configuration of his own. */
  public static void install() {
    if (System.getProperty("java.util.logging.config.file") == null) {
      System.setProperty("java.util.logging.config.class", Configuration.class.getName());
    }
  }

  /**
   * What Java's logging calls instead of reading its configuration: the same, and a little more.
   */
  public static final class Configuration {
    /** Configures. */
    public Configuration() throws IOException {
      Path usual = Path.of(System.getProperty("java.home"), "conf", "logging.properties");
      String properties = Files.exists(usual) ? Files.readString(usual) : "";
      String ours =
          "\nconcurrent.futures.handlers="
              + Lines.class.getName()
              + "\nconcurrent.futures.useParentHandlers=false\n";
      LogManager.getLogManager()
          .readConfiguration(
              new ByteArrayInputStream((properties + ours).getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Prints warnings and errors, each as a line. */
  public static final class Lines extends Handler {
    private static final int MOST = 10;
    private static final int LENGTH = 500;

    private final AtomicInteger shown = new AtomicInteger();

    /** Creates the handler. */
    public Lines() {}

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() < Level.WARNING.intValue() || shown.get() > MOST) {
        return;
      }
      String text = new SimpleFormatter().formatMessage(record);
      String cause = record.getThrown() == null ? "" : ": " + record.getThrown();
      String more = shown.incrementAndGet() > MOST ? " (further messages are not shown)" : "";
      System.err.println("futures: warning: " + Printable.of(text + cause, LENGTH) + more);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
