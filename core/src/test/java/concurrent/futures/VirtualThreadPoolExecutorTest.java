package concurrent.futures;

import concurrent.futures.contract.AsCompletedContract;
import concurrent.futures.contract.CallbackContract;
import concurrent.futures.contract.CancelContract;
import concurrent.futures.contract.CircleContract;
import concurrent.futures.contract.ConcurrencyContract;
import concurrent.futures.contract.ExitContract;
import concurrent.futures.contract.InitializerContract;
import concurrent.futures.contract.JdkContract;
import concurrent.futures.contract.Leaks;
import concurrent.futures.contract.LimitContract;
import concurrent.futures.contract.MapBufferContract;
import concurrent.futures.contract.MapContract;
import concurrent.futures.contract.MemoryContract;
import concurrent.futures.contract.NestedContract;
import concurrent.futures.contract.ObserverContract;
import concurrent.futures.contract.OutcomeContract;
import concurrent.futures.contract.QueueContract;
import concurrent.futures.contract.RetryContract;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.SharedMemoryContract;
import concurrent.futures.contract.ShutdownContract;
import concurrent.futures.contract.Subject;
import concurrent.futures.contract.SubmitContract;
import concurrent.futures.contract.ThreadContract;
import concurrent.futures.contract.WaitContract;
import concurrent.futures.contract.WorkersContract;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract on virtual threads, where there are any; {@link ThreadPoolBuilderTest} has the rest.
 */
@ParameterizedClass(name = "on JDK {0}", allowZeroInvocations = true)
@MethodSource("jdksThatHaveThem")
@RunsOn(VirtualThreadPoolExecutorTest.VirtualThreads.class)
class VirtualThreadPoolExecutorTest {
  /** Virtual threads, as many as tasks unless a test says otherwise. */
  static final class VirtualThreads implements Subject {
    @Override
    public Executor open(Consumer<PoolExecutor.Builder<?>> settings) {
      ThreadPoolExecutor.Builder builder = ThreadPoolExecutor.builder().virtualThreads();
      settings.accept(builder);
      return builder.build();
    }

    @Override
    public Class<? extends BrokenExecutorException> broken() {
      return BrokenThreadPoolException.class;
    }

    @Override
    public Stream<String> threads() {
      return Leaks.allThreads();
    }
  }

  @Parameter int jdk;

  static Stream<Integer> jdksThatHaveThem() {
    return Stream.of(Runtime.version().feature()).filter(feature -> feature >= 21);
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
  class Shared extends SharedMemoryContract {}

  @Nested
  class Jdk extends JdkContract {}

  @Nested
  class Concurrency extends ConcurrencyContract {}

  @Nested
  class Nesting extends NestedContract {}

  @Nested
  class Circle extends CircleContract {}

  @Nested
  class OnThreads extends ThreadContract {}

  @Nested
  class Exit extends ExitContract {}
}
