package concurrent.futures;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a builder has gathered, the same for every kind of pool. */
record PoolSettings(
    String name,
    int maxWorkers,
    int queueCapacity, // 0: unbounded
    @Nullable Action initializer,
    @Nullable ExecutorListener listener,
    Duration keepAlive,
    boolean daemon) {}
