package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.CompactValues;
import concurrent.futures.internal.wire.Invoker;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.TaskInfo;
import concurrent.futures.internal.wire.ValueCodec;

/**
 * Loads what the first task needs while main loads what the link needs: to read a class from the
 * jar, link and verify it takes a fresh JVM most of a millisecond, and there are some forty. From
 * the last one to the first, as main comes from the other side.
 *
 * <p>Only where there is no archive, from which both together take a few milliseconds.
 */
final class Preload extends Thread {
  /** The system property of workers that are to do it. */
  static final String PROPERTY = "concurrent.futures.preload";

  private Preload() {
    super("preload");
    setDaemon(true);
  }

  static void begin() {
    new Preload().start();
  }

  @Override
  public void run() {
    try {
      Invoker.of(Preload.class.getName(), "run", "()V"); // with the JDK's part of it
      initialize(DirectCall.class);
      initialize(CompactValues.class);
      initialize(TaskForm.class);
      initialize(TaskInfo.class);
      initialize(ShippedLoader.class);
      initialize(Functions.Shape.class);
      initialize(LinkReader.Received.class);
      initialize(ValueCodec.class);
      initialize(CallRunner.class);
      initialize(Functions.class);
      initialize(Kept.class);
      initialize(Shipping.class);
      initialize(TaskThread.class);
    } catch (Throwable t) {
      // whoever needs it says so
    }
  }

  private static void initialize(Class<?> type) throws ClassNotFoundException {
    Class.forName(type.getName());
  }
}
