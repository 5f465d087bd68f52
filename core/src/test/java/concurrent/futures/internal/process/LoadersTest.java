package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadersTest {
  private final Loaders loaders = new Loaders(true);

  private static Loaders.Used used(String... texts) {
    return new Loaders.Used(texts[0], texts[1], texts[2], texts[3]);
  }

  @Test
  void functionThatIsUsedAgainIsPreparedOnce() {
    loaders.use(0, used("a.Main", "a.Code", "run(I)V", "(I)V"));
    loaders.use(0, used("a.Main", "a.Code", "run(I)V", "(I)V"));

    assertThat(loaders.used()).containsExactly(used("a.Main", "a.Code", "run(I)V", "(I)V"));
  }

  @Test
  void eachDifferenceIsAnotherFunction() {
    loaders.use(0, used("a.Main", "a.Code", "run(I)V", "(I)V"));
    loaders.use(0, used("a.Other", "a.Code", "run(I)V", "(I)V"));
    loaders.use(0, used("a.Main", "a.Other", "run(I)V", "(I)V"));
    loaders.use(0, used("a.Main", "a.Code", "other(I)V", "(I)V"));
    loaders.use(0, used("a.Main", "a.Code", "run(I)V", "(Ljava/lang/Integer;)V"));

    assertThat(loaders.used()).hasSize(5);
  }

  @Test
  void functionsOfOtherLoadersAreNotPrepared() {
    loaders.use(1, used("a.Main", "a.Code", "run(I)V", "(I)V"));

    assertThat(loaders.used()).isEmpty();
  }
}
