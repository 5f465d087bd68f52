package concurrent.futures;

/** The one logger, {@code concurrent.futures} (CONTRACT G4). */
final class Log {
  private static final System.Logger LOGGER = System.getLogger("concurrent.futures");

  private Log() {}

  static void error(String message, Throwable cause) {
    LOGGER.log(System.Logger.Level.ERROR, message, cause);
  }

  static void warning(String message) {
    LOGGER.log(System.Logger.Level.WARNING, message);
  }
}
