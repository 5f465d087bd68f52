package concurrent.futures;

/**
 * Keeps the moment open in which a twin is broken, so that a short run on a busy machine sees it.
 */
final class Window {
  private Window() {}

  static void open() {
    for (int i = 0; i < 20; i++) {
      Thread.onSpinWait();
    }
  }
}
