package concurrent.futures.cluster;

import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import concurrent.futures.BrokenClusterException;
import concurrent.futures.BrokenExecutorException;
import concurrent.futures.Executor;
import concurrent.futures.PoolExecutor;
import concurrent.futures.contract.CancelContract;
import concurrent.futures.contract.InitializerContract;
import concurrent.futures.contract.Leaks;
import concurrent.futures.contract.MapContract;
import concurrent.futures.contract.MemoryContract;
import concurrent.futures.contract.OutcomeContract;
import concurrent.futures.contract.RetryContract;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.ShutdownContract;
import concurrent.futures.contract.Subject;
import concurrent.futures.contract.SubmitContract;
import concurrent.futures.contract.WorkersContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/**
 * The parts of the contract that depend on the engine, on three members over Hazelcast, two of them
 * in other JVMs.
 */
@RunsOn(HazelcastOfThreeTest.Together.class)
class HazelcastOfThreeTest {
  /** The executor is the third member. The Hazelcast members live as long as the tests. */
  static final class Together implements Subject {
    private static final String PASSWORD = "not secret";
    private static final Members OTHERS =
        new Members(Map.of("engine", "hazelcast", "password", PASSWORD));
    private static final List<HazelcastInstance> INSTANCES = new ArrayList<>();

    static {
      OTHERS.start(32);
      OTHERS.start(32);
    }

    @Override
    public Executor open(Consumer<PoolExecutor.Builder<?>> settings) {
      ClusterPoolExecutor.Builder builder = TestCluster.builder().slots(32);
      settings.accept(builder);
      ClusterPoolExecutor pool = builder.engine(free()).build();
      await().until(() -> pool.members().size() >= 3);
      return pool;
    }

    /** On a Hazelcast member that no other executor uses now. */
    private static HazelcastEngine free() {
      HazelcastInstance free =
          INSTANCES.stream()
              .filter(instance -> instance.getUserContext().isEmpty())
              .findFirst()
              .orElse(null);
      if (free == null) {
        free = TestCluster.hazelcast(List.of(OTHERS.addresses()));
        INSTANCES.add(free);
      }
      return new HazelcastEngine(free).password(PASSWORD);
    }

    @Override
    public Class<? extends BrokenExecutorException> broken() {
      return BrokenClusterException.class;
    }

    /**
     * Hazelcast's own come and go as it likes. All bear its member's name, with or without a prefix
     * ({@code NAME-NioNetworking-closeListenerExecutor}, once a connection was closed).
     */
    @Override
    public Stream<String> threads() {
      return Leaks.platformThreads()
          .filter(name -> !name.startsWith("hz.") && !name.contains("hazelcast"))
          .filter(
              name ->
                  INSTANCES.stream().map(HazelcastInstance::getName).noneMatch(name::startsWith));
    }
  }

  @AfterAll
  static void shutDown() throws InterruptedException {
    Together.INSTANCES.forEach(HazelcastInstance::shutdown);
    Together.INSTANCES.clear();
    Together.OTHERS.close();
  }

  @Nested
  class Submit extends SubmitContract {}

  @Nested
  class Outcome extends OutcomeContract {}

  @Nested
  class Cancel extends CancelContract {}

  @Nested
  class Mapping extends MapContract {}

  @Nested
  class Shutdown extends ShutdownContract {}

  @Nested
  class Initializer extends InitializerContract {}

  @Nested
  class Retry extends RetryContract {}

  @Nested
  class Workers extends WorkersContract {}

  @Nested
  class Memory extends MemoryContract {}
}
