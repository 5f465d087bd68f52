package concurrent.futures;

import java.lang.ref.Cleaner;

/** The one cleaner, which notices futures and executors that were dropped. Loaded when needed. */
final class Dropped {
  static final Cleaner CLEANER =
      Cleaner.create(
          task -> {
            Thread thread = new Thread(task, "concurrent.futures-cleaner");
            thread.setDaemon(true);
            return thread;
          });

  private Dropped() {}
}
