package concurrent.futures;

/**
 * SPI: a task that was handed to the place where it is to be executed ahead of time. It is still
 * pending, and can be cancelled, until either it starts there or somebody takes it back. Any thread
 * may call.
 */
public abstract class Ahead extends TaskHolder {
  final Worker worker;

  /**
   * For subclasses.
   *
   * @param worker who is to execute the task
   */
  protected Ahead(Worker worker) {
    this.worker = worker;
  }

  /**
   * Tells whether the task is known to have started there.
   *
   * @return true once it has
   */
  protected abstract boolean hasStarted();

  /**
   * Takes the task back, if it has not started. May wait for an answer from there, but not for
   * long: {@code cancel} is waiting for this.
   *
   * @return true if its outcome will never be taken from there, and nobody else has taken it back
   */
  protected abstract boolean takeBack();
}
