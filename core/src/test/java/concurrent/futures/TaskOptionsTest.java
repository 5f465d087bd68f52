package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code TaskOptions} and {@code MapOptions} as values (DECISIONS 2, 14, 16). */
class TaskOptionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration NEGATIVE = Duration.ofSeconds(-1);

  @Test
  void nothingIsSetByDefault() {
    TaskOptions defaults = TaskOptions.defaults();
    assertThat(defaults.timeout()).isNull();
    assertThat(defaults.queueTimeout()).isNull();
    assertThat(defaults.retries()).isZero();
    assertThat(defaults.retryDelay()).isZero();
    assertThat(defaults.priority()).isZero();
    assertThat(defaults.name()).isNull();
  }

  @Test
  void eachMethodReturnsAChangedCopy() {
    TaskOptions options =
        TaskOptions.defaults()
            .timeout(SECOND)
            .queueTimeout(Duration.ZERO)
            .retries(2)
            .retryDelay(SECOND)
            .priority(-3)
            .name("crawl");
    assertThat(options.timeout()).isEqualTo(SECOND);
    assertThat(options.queueTimeout()).isZero();
    assertThat(options.retries()).isEqualTo(2);
    assertThat(options.retryDelay()).isEqualTo(SECOND);
    assertThat(options.priority()).isEqualTo(-3);
    assertThat(options.name()).isEqualTo("crawl");
    assertThat(TaskOptions.defaults()).isNotEqualTo(options);
    assertThat(TaskOptions.defaults().name()).isNull();
  }

  @Test
  void wrongValuesAreRefusedByNameAndValue() {
    TaskOptions options = TaskOptions.defaults();
    assertThatThrownBy(() -> options.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("timeout must be positive, was PT0S");
    assertThatThrownBy(() -> options.timeout(NEGATIVE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("timeout must not be negative, was PT-1S");
    assertThatThrownBy(() -> options.queueTimeout(NEGATIVE))
        .hasMessage("queueTimeout must not be negative, was PT-1S");
    assertThatThrownBy(() -> options.retryDelay(NEGATIVE))
        .hasMessage("retryDelay must not be negative, was PT-1S");
    assertThatThrownBy(() -> options.retries(-1))
        .hasMessage("retries must not be negative, was -1");
    assertThatThrownBy(() -> options.name(null)).isInstanceOf(NullPointerException.class);
  }

  /** DECISIONS 14: the later value wins, option by option; what is not set says nothing. */
  @Test
  void laterOptionsWinOneByOne() {
    TaskOptions earlier = TaskOptions.defaults().timeout(SECOND).retries(2).name("a");
    TaskOptions later = TaskOptions.defaults().retries(0).priority(1).name("b");
    TaskOptions merged = earlier.merge(later);
    assertThat(merged)
        .isEqualTo(TaskOptions.defaults().timeout(SECOND).retries(0).priority(1).name("b"));
    assertThat(earlier.merge(TaskOptions.defaults())).isEqualTo(earlier);
    assertThat(TaskOptions.defaults().merge(later)).isEqualTo(later);
  }

  @Test
  void optionsAreValues() {
    TaskOptions one = TaskOptions.defaults().name("a").retries(1);
    TaskOptions same = TaskOptions.defaults().retries(1).name("a");
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo("a");
    assertThat(one).asString().contains("retries=1").contains("name=a");
    MapOptions map = MapOptions.defaults().bufferSize(3).unordered();
    MapOptions sameMap = MapOptions.defaults().unordered().bufferSize(3);
    assertThat(map).isEqualTo(sameMap).hasSameHashCodeAs(sameMap).isNotEqualTo("a");
    assertThat(map).asString().contains("bufferSize=3").contains("ordered=false");
  }

  @Test
  void mapOptionsAreCopiesToo() {
    MapOptions defaults = MapOptions.defaults();
    MapOptions options = defaults.timeout(NEGATIVE).chunkSize(4).bufferSize(5).unordered();
    assertThat(options.timeout()).isEqualTo(NEGATIVE);
    assertThat(options.chunkSize()).isEqualTo(4);
    assertThat(options.bufferSize()).isEqualTo(5);
    assertThat(options.ordered()).isFalse();
    assertThat(options.timeout(null).timeout()).isNull();
    assertThat(defaults.timeout()).isNull();
    assertThat(defaults.chunkSize()).isZero();
    assertThat(defaults.bufferSize()).isZero();
    assertThat(defaults.ordered()).isTrue();
  }
}
