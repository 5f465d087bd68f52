package concurrent.futures;

/** What all tasks that were submitted through one view have in common. */
final class Submission {
  final Engine engine;
  final TaskOptions options;

  /** Whether its tasks need a record of their attempts. */
  final boolean tracked;

  Submission(Engine engine, TaskOptions options) {
    this.engine = engine;
    this.options = options;
    this.tracked =
        engine.listeners.present()
            || options.timeout() != null
            || options.queueTimeout() != null
            || options.retries() > 0;
  }
}
