package concurrent.futures.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import concurrent.futures.cli.input.InputFormat;
import concurrent.futures.cli.input.Source;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private final Tally tally = new Tally();

  @Test
  void countsByOutcome() {
    tally.succeeded(9987);
    fail(new IOException("x"));
    fail(new IOException("y"));
    fail(new IllegalStateException("z"));
    tally.cancelled(1);
    tally.took(71_000_000);
    assertThat(new Summary(tally, 4, "", 1).text())
        .startsWith(
            "9 987 ok, 3 failed (2 IOException, 1 IllegalStateException), 1 cancelled"
                + " · 4 workers · ")
        .containsPattern(", p50 7\\d ms p99 7\\d ms$");
  }

  @Test
  void saysWhyItStopped() {
    assertThat(new Summary(tally, 1, "interrupted", 130).text())
        .startsWith("0 ok · 1 worker · ")
        .endsWith(" · interrupted");
  }

  @Test
  void isAnObjectForPrograms() throws IOException {
    tally.succeeded(1_000_000);
    fail(new IOException("x"));
    JsonNode json = new ObjectMapper().readTree(new Summary(tally, 4, "", 1).json());
    assertThat(json.get("ok").asInt()).isEqualTo(1_000_000);
    assertThat(json.get("failed").asInt()).isEqualTo(1);
    assertThat(json.at("/failures/IOException").asInt()).isEqualTo(1);
    assertThat(json.get("cancelled").asInt()).isZero();
    assertThat(json.get("workers").asInt()).isEqualTo(4);
    assertThat(json.get("seconds").isNumber()).isTrue();
    assertThat(json.get("stopped").isNull()).isTrue();
    assertThat(json.get("exit").asInt()).isEqualTo(1);
  }

  @Test
  void percentilesAreRightToATenth() {
    Latencies latencies = new Latencies();
    for (int i = 1; i <= 10_000; i++) {
      latencies.add(i * 1000L);
    }
    assertThat((double) latencies.percentile(0.5)).isBetween(4.4e6, 5.6e6);
    assertThat((double) latencies.percentile(0.99)).isBetween(8.9e6, 11e6);
    latencies.add(Long.MAX_VALUE);
    latencies.add(0);
    latencies.add(-5);
    assertThat(latencies.percentile(0)).isZero();
    assertThat(latencies.percentile(1)).isGreaterThan(Long.MAX_VALUE / 2);
  }

  private void fail(Throwable error) {
    Source source = new Source("a", InputFormat.LINES, List.of());
    tally.failed(new Failure(new Item(0, source, 1, ""), Failure.Kind.EXCEPTION, error, 1, 1));
  }
}
