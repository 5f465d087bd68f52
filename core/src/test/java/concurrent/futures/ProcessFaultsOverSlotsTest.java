package concurrent.futures;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same over shared memory from the first task on, and slots for arrays. */
class ProcessFaultsOverSlotsTest extends ProcessFaultsTest {
  @BeforeAll
  static void shareMemoryAtOnce() {
    System.setProperty(AheadTasks.LINK, "slots");
  }

  @AfterAll
  static void asAlways() {
    System.clearProperty(AheadTasks.LINK);
  }
}
