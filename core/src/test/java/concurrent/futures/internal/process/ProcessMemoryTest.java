package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
  @Test
  void idleWorkerIsNearABareJvm() throws Exception {
    try (var worker = new StartedWorker(List.of(), "wait")) {
      worker.untilPrinted("ready");
      assertThat(ProcessMemory.residentBytes(worker.process.pid())).isBetween(10L << 20, 80L << 20);
    }
  }

  @Test
  void noProcessHasNoMemory() {
    assertThat(ProcessMemory.residentBytes(Integer.MAX_VALUE)).isEqualTo(-1);
  }
}
