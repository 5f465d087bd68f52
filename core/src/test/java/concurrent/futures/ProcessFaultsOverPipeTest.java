package concurrent.futures;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same over the pipe, without shared memory. */
class ProcessFaultsOverPipeTest extends ProcessFaultsTest {
  @BeforeAll
  static void shareNoMemory() {
    System.setProperty(AheadTasks.LINK, "pipe");
  }

  @AfterAll
  static void asAlways() {
    System.clearProperty(AheadTasks.LINK);
  }
}
