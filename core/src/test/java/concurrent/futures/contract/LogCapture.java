package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the library logs while this is open, in place of the console. */
public final class LogCapture implements AutoCloseable {
  /** Kept, or java.util.logging would forget the handler with the logger. */
  private final Logger logger = Logger.getLogger("concurrent.futures");

  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  public LogCapture() {
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  /** Waits for a record whose message contains the text, and removes it. */
  public LogRecord take(String text) {
    return await("a log record with \"" + text + "\"")
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .until(() -> poll(text), Optional::isPresent)
        .orElseThrow();
  }

  /** Removes and returns the first record whose message contains the text, if there is one. */
  public Optional<LogRecord> poll(String text) {
    for (Iterator<LogRecord> i = records.iterator(); i.hasNext(); ) {
      LogRecord record = i.next();
      if (record.getMessage().contains(text)) {
        i.remove();
        return Optional.of(record);
      }
    }
    return Optional.empty();
  }

  /**
   * Fails if there is a record that was not taken. Reports about objects that were collected do not
   * count: they may be another test's.
   */
  public void assertNothingElse() {
    assertThat(records)
        .filteredOn(record -> !record.getMessage().contains("nobody looked at its future"))
        .filteredOn(record -> !record.getMessage().contains("dropped without close"))
        .extracting(record -> record.getLevel() + ": " + record.getMessage())
        .as("unexpected log records")
        .isEmpty();
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }
}
