package concurrent.futures.cluster;

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
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;

/** The contract on a cluster of one member. */
@RunsOn(ClusterOfOneTest.Alone.class)
class ClusterOfOneTest {
  /** The executor executes everything itself. */
  static final class Alone implements Subject {
    @Override
    public Executor open(Consumer<PoolExecutor.Builder<?>> settings) {
      ClusterPoolExecutor.Builder builder =
          TestCluster.builder().slots(64).engine(LocalEngine.network());
      settings.accept(builder);
      return builder.build();
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
