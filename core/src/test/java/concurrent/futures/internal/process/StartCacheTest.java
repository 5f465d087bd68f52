package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where archives are kept. */
class StartCacheTest {
  @Test
  void nobodyWithoutAHomeHasOne() {
    assertThat(StartCache.parent("Linux", Map.of(), null)).isNull();
    assertThat(StartCache.parent("Linux", Map.of(), "?")).isNull();
    assertThat(StartCache.parent("Windows 11", Map.of(), "C:\\Users\\me")).isNull();
    assertThat(StartCache.parent("Linux", Map.of("XDG_CACHE_HOME", "not/absolute"), "/home/me"))
        .isEqualTo(Path.of("/home/me/.cache"));
  }
}
