package concurrent.futures;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the builder of a process pool has gathered, besides {@link PoolSettings}. */
record ProcessSettings(
    @Nullable Path java, // null: the one of this JVM
    List<String> jvmOptions,
    @Nullable String maxHeap,
    Map<String, String> environment,
    @Nullable Path workingDirectory,
    Duration killGrace,
    int maxTasksPerWorker, // 0: no limit
    long maxMemoryGrowth, // bytes; 0: no limit
    int spareWorkers,
    boolean prefixOutput) {}
