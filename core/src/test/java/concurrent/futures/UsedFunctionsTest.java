package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.WireOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pool remembers of the functions that it has sent, and tells workers in advance. */
class UsedFunctionsTest {
  private final UsedFunctions used = new UsedFunctions();
  private final List<Integer> messages = new ArrayList<>();

  private TaskEncoder encoder() {
    return new TaskEncoder(new Loaders(true), used, (message, kind) -> messages.add(kind));
  }

  private static Call1<Integer, Integer> plus(int n) {
    return i -> i + n;
  }

  private static byte[] encode(TaskEncoder encoder, Call1<Integer, Integer> function) {
    WireOutput out = new WireOutput(256);
    assertThat(encoder.tryWrite(out, 1, new Calls.Of1<>(function, 1), 1, null)).isTrue();
    return Arrays.copyOf(out.array(), out.size());
  }

  @Test
  void functionIsRememberedOnce() {
    encode(encoder(), plus(1));
    encode(encoder(), plus(2));

    assertThat(used.all()).hasSize(1);
  }

  @Test
  void functionThatWasToldIsNotToldAgain() {
    byte[] first = encode(encoder(), plus(1));
    assertThat(messages).containsExactly(Kind.FUNCTION);

    TaskEncoder next = encoder();
    used.all().forEach(next::tell);
    assertThat(messages).containsExactly(Kind.FUNCTION, Kind.FUNCTION);
    byte[] again = encode(next, plus(1));

    assertThat(messages).hasSize(2);
    assertThat(again).isEqualTo(first); // under the same number, as there is no other
  }

  @Test
  void othersGetNumbersBehindThoseThatWereTold() {
    Call1<Integer, Integer> other = i -> -i;
    encode(encoder(), plus(1));
    TaskEncoder next = encoder();
    used.all().forEach(next::tell);
    messages.clear();

    byte[] of = encode(next, other);

    assertThat(messages).containsExactly(Kind.FUNCTION);
    assertThat(of).isNotEqualTo(encode(next, plus(1)));
    assertThat(messages).hasSize(1);
  }
}
