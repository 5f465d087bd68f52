package concurrent.futures.cluster;

import static org.awaitility.Awaitility.await;

import concurrent.futures.BrokenClusterException;
import concurrent.futures.BrokenExecutorException;
import concurrent.futures.Executor;
import concurrent.futures.PoolExecutor;
import concurrent.futures.contract.AsCompletedContract;
import concurrent.futures.contract.CallbackContract;
import concurrent.futures.contract.CancelContract;
import concurrent.futures.contract.ConcurrencyContract;
import concurrent.futures.contract.ExitContract;
import concurrent.futures.contract.InitializerContract;
import concurrent.futures.contract.JdkContract;
import concurrent.futures.contract.LimitContract;
import concurrent.futures.contract.MapBufferContract;
import concurrent.futures.contract.MapContract;
import concurrent.futures.contract.MemoryContract;
import concurrent.futures.contract.ObserverContract;
import concurrent.futures.contract.OutcomeContract;
import concurrent.futures.contract.QueueContract;
import concurrent.futures.contract.RetryContract;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.ShutdownContract;
import concurrent.futures.contract.Subject;
import concurrent.futures.contract.SubmitContract;
import concurrent.futures.contract.WaitContract;
import concurrent.futures.contract.WorkersContract;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;

/** The contract on a cluster of three members, two of them in other JVMs. */
@RunsOn(ClusterOfThreeTest.Together.class)
class ClusterOfThreeTest {
  /** The executor is the third member. The two others live as long as the tests. */
  static final class Together implements Subject {
    /** Not that of the other tests, whose members may get the port of one that was here before. */
    private static final String CLUSTER = TestCluster.NAME + "-three";

    private static final Members OTHERS = new Members(Map.of("cluster", CLUSTER));

    static {
      OTHERS.start(32);
      OTHERS.start(32);
    }

    @Override
    public Executor open(Consumer<PoolExecutor.Builder<?>> settings) {
      ClusterPoolExecutor.Builder builder =
          TestCluster.builder().cluster(CLUSTER).slots(32).seeds(OTHERS.addresses());
      settings.accept(builder);
      ClusterPoolExecutor pool = builder.build();
      await().until(() -> pool.members().size() >= 3);
      return pool;
    }

    @Override
    public Class<? extends BrokenExecutorException> broken() {
      return BrokenClusterException.class;
    }
  }

  @Nested
  class Submit extends SubmitContract {}

  @Nested
  class Outcome extends OutcomeContract {}

  @Nested
  class Cancel extends CancelContract {}

  @Nested
  class Callback extends CallbackContract {}

  @Nested
  class Mapping extends MapContract {}

  @Nested
  class MapBuffer extends MapBufferContract {}

  @Nested
  class Wait extends WaitContract {}

  @Nested
  class AsCompleted extends AsCompletedContract {}

  @Nested
  class Shutdown extends ShutdownContract {}

  @Nested
  class Initializer extends InitializerContract {}

  @Nested
  class Limit extends LimitContract {}

  @Nested
  class Retry extends RetryContract {}

  @Nested
  class Queue extends QueueContract {}

  @Nested
  class Workers extends WorkersContract {}

  @Nested
  class Observer extends ObserverContract {}

  @Nested
  class Memory extends MemoryContract {}

  @Nested
  class Jdk extends JdkContract {}

  @Nested
  class Concurrency extends ConcurrencyContract {}

  @Nested
  class Exit extends ExitContract {}
}
