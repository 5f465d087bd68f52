package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.BrokenClusterException;
import concurrent.futures.WorkerLostException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters in one thread and virtual time. More of them: {@code -Dsimulation.seeds=10000};
 * the one that has failed again: {@code -Dsimulation.first=SEED -Dsimulation.seeds=1}; a larger
 * one: {@code -Dsimulation.members=1000 -Dsimulation.tasks=100000}.
 */
class ClusterSimulationTest {
  private static final long FIRST = Long.getLong("simulation.first", 1);
  private static final long SEEDS = Long.getLong("simulation.seeds", 100);

  @Test
  @DisplayName(
      "Whatever happens to members and messages, each future is completed once, and rightly")
  void small() {
    long messages = 0;
    long losses = 0;
    long lost = 0;
    long broken = 0;
    long cancelled = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      Simulation simulation = new Simulation(Scenario.of(seed)).run();
      messages += simulation.messages();
      losses += simulation.losses();
      lost += simulation.count(WorkerLostException.class);
      broken += simulation.count(BrokenClusterException.class);
      cancelled += simulation.cancelled();
    }
    if (SEEDS >= 100) { // all of it has happened
      assertThat(List.of(messages, losses, lost, broken, cancelled)).allMatch(count -> count > 0);
    }
  }

  @Test
  @DisplayName("Many members, some of which die, execute what one submits")
  void large() {
    int members = Integer.getInteger("simulation.members", 200);
    int tasks = Integer.getInteger("simulation.tasks", 20_000);
    Simulation simulation = new Simulation(Scenario.large(FIRST, members, tasks, 20)).run();
    assertThat(simulation.count(WorkerLostException.class)).isLessThan(tasks / 100);
  }

  @Test
  @DisplayName("The same seed gives the same messages at the same times")
  void deterministic() {
    for (long seed = FIRST; seed < FIRST + Math.min(SEEDS, 10); seed++) {
      long once = new Simulation(Scenario.of(seed)).run().trace();
      assertThat(new Simulation(Scenario.of(seed)).run().trace())
          .as("seed %d", seed)
          .isEqualTo(once);
    }
  }
}
