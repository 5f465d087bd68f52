package concurrent.futures.internal.wire;

/**
 * The kinds of messages on a link. What they hold is written at the place that sends them; the
 * order of fields is drawn here.
 *
 * <pre>
 *  parent ─▶ worker                          worker ─▶ parent
 *  HELLO       name, charsets, limits        READY        version
 *  FUNCTION    number, shape of a lambda     RESULT       seq, value
 *  TASK        seq, function, values         FAILURE      seq, flags, throwable
 *              (seq 0: the initializer)
 *  INTERRUPT   seq                           OUTPUT       stream, bytes
 *  STACK       request, seq                  STACK        request, frames
 *  CLASS       request, bytes                CLASS        request, loader, name
 *  STOP                                      EXITING      who called System.exit
 *  LEDGER      path                          LEDGER       whether it could be opened
 *  RING        all else comes through it
 *  SLOTS       which way, path               SLOTS        which way; could they be opened?
 *                                            WANT_SLOTS   for what it writes
 *  NAME        what it is called from now on
 *  TASKS       n × (length, TASK)            RESULTS      up to seq: n of them, in so many ns
 *
 *  both: PART (the beginning of a long message), ARRAY (type, length), ELEMENTS (of that array),
 *        SLOT (so many of its elements are in the next slot)
 * </pre>
 */
public final class Kind {
  /** The version of all of this: parent and worker must have the same. */
  public static final int VERSION = 2;

  public static final int HELLO = 1;
  public static final int FUNCTION = 2;
  public static final int TASK = 3;
  public static final int INTERRUPT = 4;
  public static final int STACK = 5;
  public static final int CLASS = 6;
  public static final int STOP = 7;
  public static final int LEDGER = 8;
  public static final int TASKS = 9;
  public static final int RING = 10;
  public static final int NAME = 11;
  public static final int SLOTS = 12;

  public static final int READY = 16;
  public static final int RESULT = 17;
  public static final int FAILURE = 18;
  public static final int OUTPUT = 19;
  public static final int EXITING = 20;
  public static final int RESULTS = 21;
  public static final int WANT_SLOTS = 22;

  public static final int PART = 32;
  public static final int ARRAY = 33;
  public static final int ELEMENTS = 34;
  public static final int SLOT = 35;

  private Kind() {}
}
