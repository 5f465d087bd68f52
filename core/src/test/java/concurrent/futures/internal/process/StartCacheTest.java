package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The places of the files, and how they are made. */
class StartCacheTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  @TempDir Path temporary;

  @Test
  void nobodyWithoutAHomeHasOne() {
    assertThat(StartCache.parent("Linux", Map.of(), null)).isNull();
    assertThat(StartCache.parent("Linux", Map.of(), "?")).isNull();
    assertThat(StartCache.parent("Windows 11", Map.of(), "C:\\Users\\me")).isNull();
    assertThat(StartCache.parent("Linux", Map.of("XDG_CACHE_HOME", "not/absolute"), "/home/me"))
        .isEqualTo(Path.of("/home/me/.cache"));
  }

  @Test
  void archiveIsGoodOnceItIsMade() throws Exception {
    Path place = temporary.resolve("cache");
    Path archive = place.resolve("a.jsa");
    try (RunDirectory directory = RunDirectory.acquire()) {
      assertThat(new StartCache(place).isGood(archive, directory)).isFalse();
      assertThat(StartCache.make(archive, draft -> Files.writeString(draft, "classes"))).isTrue();
      assertThat(new StartCache(place).isGood(archive, directory)).isTrue();
      assertThat(StartCache.make(archive, draft -> Files.writeString(draft, "others"))).isFalse();
      assertThat(Files.readAllBytes(archive)).startsWith("classes".getBytes());
    }
  }

  /** As a second program would be refused by the lock of the file, this one is by the JVM's. */
  @Test
  void onlyOneIsMadeAtATime() throws Exception {
    Path archive = temporary.resolve("cache/a.jsa");
    boolean made =
        StartCache.make(
            archive,
            draft -> {
              Files.writeString(draft, "first");
              boolean second =
                  StartCache.make(archive, other -> Files.writeString(other, "second"));
              Files.writeString(draft, second + " and so on");
            });
    assertThat(made).isTrue();
    assertThat(Files.readAllBytes(archive)).startsWith("false and so on".getBytes());
  }

  @Test
  void failureLeavesAnEmptyFileAndNoDraft() throws Exception {
    StartCache cache = new StartCache(temporary.resolve("cache"));
    Path archive = cache.directory().resolve("a.aot");
    assertThat(cache.hasFailed(archive, HOUR)).isFalse();
    StartCache.make(
        archive,
        draft -> {
          Files.writeString(draft, "half of");
          throw new IOException("no space left on device");
        });
    assertThat(cache.hasFailed(archive, HOUR)).isTrue();
    assertThat(names(cache)).containsExactly("a.aot", "lock");
    Files.setLastModifiedTime(archive, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    assertThat(cache.hasFailed(archive, HOUR)).isFalse();
    try (RunDirectory directory = RunDirectory.acquire()) {
      assertThat(cache.isGood(archive, directory)).isFalse();
    }
    assertThat(StartCache.make(archive, draft -> Files.writeString(draft, "whole"))).isTrue();
    assertThat(archive).isNotEmptyFile();
  }

  @Test
  void whatIsOfNoUseAnyMoreIsDeleted() throws Exception {
    StartCache cache = new StartCache(Files.createDirectory(temporary.resolve("cache")));
    for (int hours = 1; hours <= 10; hours++) {
      put(cache, hours + ".jsa", hours);
    }
    putRead(cache, "concurrent-futures-core-1.jar", 29);
    putRead(cache, "concurrent-futures-core-2.jar", 31);
    putRead(cache, "somebody.jar", 1000);
    put(cache, "draft-of-the-killed", 2);
    put(cache, "draft-of-now", 0);
    put(cache, "something-else", 1000);
    StartCache.make(cache.directory().resolve("0.aot"), draft -> Files.writeString(draft, "new"));
    assertThat(names(cache))
        .containsExactlyInAnyOrder(
            "0.aot",
            "1.jsa",
            "2.jsa",
            "3.jsa",
            "4.jsa",
            "5.jsa",
            "6.jsa",
            "7.jsa",
            "concurrent-futures-core-1.jar",
            "draft-of-now",
            "lock",
            "somebody.jar",
            "something-else");
  }

  private static void putRead(StartCache cache, String name, int daysAgo) throws IOException {
    Path file = Files.writeString(cache.directory().resolve(name), name);
    FileTime then = FileTime.from(Instant.now().minus(Duration.ofDays(daysAgo)));
    Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(then, then, null);
  }

  private static void put(StartCache cache, String name, int hoursAgo) throws IOException {
    Path file = Files.writeString(cache.directory().resolve(name), name);
    Instant then = Instant.now().minus(Duration.ofHours(hoursAgo));
    Files.setLastModifiedTime(file, FileTime.from(then));
  }

  private static List<String> names(StartCache cache) throws IOException {
    try (Stream<Path> files = Files.list(cache.directory())) {
      return files
          .map(file -> Objects.requireNonNull(file.getFileName()).toString())
          .sorted()
          .toList();
    }
  }
}
