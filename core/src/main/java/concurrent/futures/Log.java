package concurrent.futures;

/** The one logger, {@code concurrent.futures} (CONTRACT G4). */
final class Log {
  private static final System.Logger LOGGER = System.getLogger("concurrent.futures");

  private Log() {}

  static void error(String message, Throwable cause) {
    try {
      LOGGER.log(System.Logger.Level.ERROR, message, cause);
    } catch (Throwable ignored) {
      // the logger is foreign code too, and what has happened must not cost more
    }
  }

  static void warning(String message) {
    try {
      LOGGER.log(System.Logger.Level.WARNING, message);
    } catch (Throwable ignored) {
      // as above
    }
  }
}
