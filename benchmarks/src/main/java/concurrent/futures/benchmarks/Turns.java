package concurrent.futures.benchmarks;

import java.io.IOException;

/**
 * Contenders that take turns, one repetition each, so that what disturbs one for a while disturbs
 * all. A contender asks before each repetition; {@link Launch#inTurns} answers. By hand, there is
 * nobody else.
 */
final class Turns {
  /** An environment variable, since the contenders in Python have it, too. */
  static final String VARIABLE = "BENCHMARKS_TURNS";

  /** The line by which a contender asks. */
  static final String ASK = "turn";

  private static final boolean TAKEN = System.getenv(VARIABLE) != null;

  private Turns() {}

  /** Waits for the next turn. */
  static void await() throws IOException {
    if (!TAKEN) {
      return;
    }
    System.out.println(ASK);
    System.out.flush();
    for (int read; (read = System.in.read()) != '\n'; ) {
      if (read < 0) {
        throw new IOException("there are no more turns");
      }
    }
  }
}
