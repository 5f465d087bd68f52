package concurrent.futures.cli.input;

import java.io.Serializable;

/**
 * A record that cannot be given to the function: it fails, and the others go on.
 *
 * @param text what could be read of it, to show to people
 * @param problem what is wrong, and the remedy
 */
public record BadLine(String text, String problem) implements Serializable {
  private static final long serialVersionUID = 1;
}
