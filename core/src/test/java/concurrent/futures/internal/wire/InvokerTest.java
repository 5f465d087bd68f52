package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvokerTest {
  /** Has one of each kind. */
  static class Owner {
    final String text;

    private Owner(String text, long number) {
      this.text = text + number;
    }

    Owner() {
      this("none", 0);
    }

    private static String all(
        boolean a, byte b, char c, short d, int e, long f, float g, double h, String i, int[] j) {
      return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g + " " + h + " " + i + " "
          + j[0];
    }

    static boolean ofBoolean(boolean a) {
      return a;
    }

    static byte ofByte(byte a) {
      return a;
    }

    static char ofChar(char a) {
      return a;
    }

    static short ofShort(short a) {
      return a;
    }

    static int ofInt(int a) {
      return a;
    }

    static long ofLong(long a) {
      return a;
    }

    static float ofFloat(float a) {
      return a;
    }

    static double ofDouble(double a) {
      return a;
    }

    static int none() {
      return 7;
    }

    static void nothing(String[][] a) {
      a[0][0] = "done";
    }

    static int throwing() throws IOException {
      throw new IOException("checked");
    }

    static int length(String... texts) {
      return texts.length;
    }

    private String secret(double a, Object b) {
      return text + a + b;
    }

    String open() {
      return "base";
    }
  }

  static final class Other extends Owner {
    @Override
    String open() {
      return "other";
    }
  }

  interface Shape {
    double area(double scale, long more);

    static String name(int n) {
      return "shape " + n;
    }

    private int hidden() {
      return 3;
    }

    default int twice(int n) {
      return 2 * n;
    }
  }

  record Square(double side) implements Shape {
    @Override
    public double area(double scale, long more) {
      return side * side * scale + more;
    }
  }

  static final class Counted {
    static int initialized;
  }

  static final class Late {
    static {
      Counted.initialized++;
    }

    static int value() {
      return 1;
    }
  }

  static final class Größe {
    static String länge(String straße) {
      return straße + "!";
    }
  }

  private static Invoker of(Class<?> owner, String name, String type) {
    return Objects.requireNonNull(Invoker.of(owner.getName(), name, type), name);
  }

  private static Object call(Class<?> owner, String name, String type, Object... values) {
    Invoker invoker = of(owner, name, type);
    assertThat(invoker.takes(values)).isTrue();
    return invoker.code().apply(values);
  }

  @Test
  void argumentsOfAllTypes() {
    Object[] values = {true, (byte) 1, 'c', (short) 2, 3, 4L, 5.5f, 6.5, "text", new int[] {8}};
    assertThat(call(Owner.class, "all", "(ZBCSIJFDLjava/lang/String;[I)Ljava/lang/String;", values))
        .isEqualTo("true 1 c 2 3 4 5.5 6.5 text 8");
  }

  @Test
  void resultsOfAllTypes() {
    assertThat(call(Owner.class, "ofBoolean", "(Z)Z", true)).isEqualTo(true);
    assertThat(call(Owner.class, "ofByte", "(B)B", (byte) -1)).isEqualTo((byte) -1);
    assertThat(call(Owner.class, "ofChar", "(C)C", 'x')).isEqualTo('x');
    assertThat(call(Owner.class, "ofShort", "(S)S", (short) 5)).isEqualTo((short) 5);
    assertThat(call(Owner.class, "ofInt", "(I)I", 6)).isEqualTo(6);
    assertThat(call(Owner.class, "ofLong", "(J)J", 7L)).isEqualTo(7L);
    assertThat(call(Owner.class, "ofFloat", "(F)F", 8f)).isEqualTo(8f);
    assertThat(call(Owner.class, "ofDouble", "(D)D", 9.0)).isEqualTo(9.0);
    assertThat(call(Owner.class, "none", "()I")).isEqualTo(7);
    String[][] texts = {{"to do"}};
    assertThat(call(Owner.class, "nothing", "([[Ljava/lang/String;)V", (Object) texts)).isNull();
    assertThat(texts[0][0]).isEqualTo("done");
  }

  @Test
  void arrayIsOneArgument() {
    String type = "([Ljava/lang/String;)I";
    assertThat(call(Owner.class, "length", type, (Object) new String[] {"a", "b"})).isEqualTo(2);
  }

  @Test
  void constructors() {
    assertThat(call(Owner.class, "<init>", "(Ljava/lang/String;J)V", "a", 1L))
        .isExactlyInstanceOf(Owner.class)
        .extracting("text")
        .isEqualTo("a1");
    assertThat(call(Owner.class, "<init>", "()V")).extracting("text").isEqualTo("none0");
  }

  @Test
  void methodsOfObjects() {
    Owner owner = new Owner("o", 1);
    String type = "(DLjava/lang/Object;)Ljava/lang/String;";
    assertThat(call(Owner.class, "secret", type, owner, 0.5, null)).isEqualTo("o10.5null");
    assertThat(call(Owner.class, "open", "()Ljava/lang/String;", owner)).isEqualTo("base");
    assertThat(call(Owner.class, "open", "()Ljava/lang/String;", new Other())).isEqualTo("other");
    assertThat(of(Owner.class, "open", "()Ljava/lang/String;").isOverridable()).isTrue();
    assertThat(of(Owner.class, "secret", type).isOverridable()).isFalse();
  }

  @Test
  void methodsOfInterfaces() {
    Square square = new Square(2);
    assertThat(call(Shape.class, "area", "(DJ)D", square, 0.5, 3L)).isEqualTo(5.0);
    assertThat(call(Shape.class, "twice", "(I)I", square, 4)).isEqualTo(8);
    assertThat(call(Shape.class, "hidden", "()I", square)).isEqualTo(3);
    assertThat(call(Shape.class, "name", "(I)Ljava/lang/String;", 1)).isEqualTo("shape 1");
  }

  @Test
  void namesOfAnyLetters() {
    String type = "(Ljava/lang/String;)Ljava/lang/String;";
    assertThat(call(Größe.class, "länge", type, "ß")).isEqualTo("ß!");
  }

  /** A class file has them in another form, and with a lone half another method would be called. */
  @Test
  void namesBeyondUtf8AreLeftToOthers() {
    assertThat(InvokerClass.canName("straße")).isTrue();
    assertThat(InvokerClass.canName("a\uD835\uDCB3")).isFalse();
    assertThat(InvokerClass.canName("a\uD800")).isFalse();
    assertThat(InvokerClass.canName("a\0")).isFalse();
  }

  @Test
  void whatIsThrownComesAsItIs() {
    assertThatThrownBy(() -> call(Owner.class, "throwing", "()I"))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("checked")
        .satisfies(
            e ->
                assertThat(List.of(e.getStackTrace()).subList(0, 2))
                    .extracting(StackTraceElement::getMethodName)
                    .containsExactly("throwing", "call"));
  }

  @Test
  void takesOnlyWhatFits() {
    Invoker plain = of(Owner.class, "ofInt", "(I)I");
    assertThat(plain.takes(new Object[] {1L})).isFalse();
    assertThat(plain.takes(new Object[] {null})).isFalse();
    assertThat(plain.takes(new Object[] {1, 2})).isFalse();
    assertThat(plain.takes(new Object[0])).isFalse();
    Invoker receiving = of(Owner.class, "open", "()Ljava/lang/String;");
    assertThat(receiving.takes(new Object[] {null})).isFalse();
    assertThat(receiving.takes(new Object[] {"text"})).isFalse();
  }

  @Test
  void classIsInitializedByTheCall() {
    Invoker invoker = of(Late.class, "value", "()I");
    assertThat(Counted.initialized).isZero();
    assertThat(invoker.code().apply(new Object[0])).isEqualTo(1);
    assertThat(Counted.initialized).isEqualTo(1);
  }

  @Test
  void oneForEachMethod() {
    assertThat(of(Owner.class, "ofInt", "(I)I")).isSameAs(of(Owner.class, "ofInt", "(I)I"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.String length ()I", // may look at who calls it
        "no.such.Type length ()I",
        "concurrent.futures.internal.wire.InvokerTest$Owner missing ()I",
        "concurrent.futures.internal.wire.InvokerTest$Owner ofInt (I)J",
        "concurrent.futures.internal.wire.InvokerTest$Owner ofInt (Lno/such/Type;)J",
        "concurrent.futures.internal.wire.InvokerTest$Other secret"
            + " (DLjava/lang/Object;)Ljava/lang/String;",
        "com.sun.source.tree.Tree$Kind valueOf (Ljava/lang/String;)Lcom/sun/source/tree/Tree$Kind;"
      })
  void othersAreCalledInOtherWays(String method) {
    String[] parts = method.split(" ");
    assertThat(Invoker.of(parts[0], parts[1], parts[2])).isNull();
  }
}
