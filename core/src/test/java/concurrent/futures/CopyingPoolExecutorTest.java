package concurrent.futures;

import concurrent.futures.contract.AsCompletedContract;
import concurrent.futures.contract.CallbackContract;
import concurrent.futures.contract.CancelContract;
import concurrent.futures.contract.ConcurrencyContract;
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

/** The contract on an executor whose tasks share nothing with the test through memory. */
@RunsOn(CopyingPoolExecutorTest.Copies.class)
class CopyingPoolExecutorTest {
  /** Serialized copies. */
  static final class Copies implements Subject {
    @Override
    public Executor open(Consumer<PoolExecutor.Builder<?>> settings) {
      CopyingPoolExecutor.Builder builder = CopyingPoolExecutor.builder();
      settings.accept(builder);
      return builder.build();
    }

    @Override
    public Class<? extends BrokenExecutorException> broken() {
      return BrokenExecutorException.class;
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
}
