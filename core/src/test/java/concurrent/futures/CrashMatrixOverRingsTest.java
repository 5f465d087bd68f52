package concurrent.futures;

import org.junit.jupiter.api.BeforeAll;

/** The same over shared memory from the first task on. */
class CrashMatrixOverRingsTest extends CrashMatrixTest {
  @BeforeAll
  static void shareMemoryAtOnce() {
    System.setProperty(AheadTasks.LINK, "rings");
  }

  /** The pipe has nothing but bells then. */
  @Override
  boolean isHarmless(Fault fault) {
    return super.isHarmless(fault) || fault == Fault.GARBAGE_IN_THE_LINK;
  }
}
