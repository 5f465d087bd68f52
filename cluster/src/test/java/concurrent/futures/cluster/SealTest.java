package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.cluster.Seal.SealException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class SealTest {
  private static final byte[] TEXT = "a text that nobody reads".getBytes(StandardCharsets.UTF_8);
  private static final byte[] HELLO = {0, 0, 0, 1, Frame.HELLO};

  private final Seal one = seal("one", "password");
  private final Seal two = seal("two", "password");

  private static Seal seal(String id, String password) {
    try {
      return new Seal("test", id, password);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void receiverOpensItAndKnowsTheSender() throws Exception {
    byte[] sealed = one.seal(TEXT, "two");
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("nobody reads");
    Seal.Opened opened = two.open(sealed);
    assertThat(opened.sender()).isEqualTo("one");
    assertThat(opened.bytes().array()).isEqualTo(TEXT);
  }

  @Test
  void replayIsRefused() throws Exception {
    byte[] sealed = one.seal(TEXT, "two");
    two.open(sealed);
    assertThatThrownBy(() -> two.open(sealed)).isInstanceOf(SealException.class);
  }

  @Test
  void envelopesMayOvertakeEachOther() throws Exception {
    byte[][] sealed = new byte[1_000][];
    for (int i = 0; i < sealed.length; i++) {
      sealed[i] = one.seal(TEXT, "two");
    }
    for (int i = sealed.length - 1; i >= 0; i--) {
      assertThat(two.open(sealed[i]).bytes().array()).isEqualTo(TEXT);
    }
    assertThatThrownBy(() -> two.open(sealed[500])).isInstanceOf(SealException.class);
  }

  @Test
  void whatIsForAnotherMemberIsRefused() throws Exception {
    byte[] sealed = one.seal(TEXT, "three");
    assertThatThrownBy(() -> two.open(sealed)).isInstanceOf(SealException.class);
  }

  @Test
  void onlyHelloIsForAnybody() throws Exception {
    assertThat(two.open(one.seal(HELLO, null)).bytes().array()).isEqualTo(HELLO);
    byte[] sealed = one.seal(TEXT, null);
    assertThatThrownBy(() -> two.open(sealed)).isInstanceOf(SealException.class);
  }

  @Test
  void everyChangedBitIsNoticed() throws Exception {
    byte[] sealed = one.seal(TEXT, "two");
    for (int bit = 8; bit < sealed.length * 8; bit++) { // the first byte is a length
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> two.open(changed)).isInstanceOf(SealException.class);
    }
    assertThat(two.open(sealed).bytes().array()).isEqualTo(TEXT);
  }

  @Test
  void otherPasswordsAndNoneAreRefused() throws Exception {
    byte[] sealed = one.seal(TEXT, "two");
    Seal other = seal("two", "another password");
    assertThatThrownBy(() -> other.open(sealed)).isInstanceOf(SealException.class);
    byte[] plain = seal("one", null).seal(HELLO, null);
    assertThatThrownBy(() -> two.open(plain)).isInstanceOf(SealException.class);
  }
}
