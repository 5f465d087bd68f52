package concurrent.futures.cli.function;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.cli.ExitCode;
import concurrent.futures.cli.input.InputFormat;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which method is meant. */
class MethodChoiceTest extends FunctionFixture {
  @Test
  void theOnlyMethodThatFitsIsMeant() throws Exception {
    String file =
        source(
            "A.java",
            """
            public class A {
              public static void main(String[] args) {}
              static String f(String s) { return s + "!"; }
              static String both(String a, String b) { return a + b; }
              static int none() { return 1; }
              private static String hidden(String s) { return "hidden " + s; }
              static String padded(int width) { return " ".repeat(width); }
            }
            """);
    assertThat(call(load(file), "x")).isEqualTo("x!");
    assertThat(call(load(file + "::hidden"), "x")).isEqualTo("hidden x");
    assertThat(call(load(file + "::padded"), "3")).isEqualTo("   ");
    assertThat(call(load(file + "::A.f"), "x")).isEqualTo("x!");
    assertThat(call(load(file + "::f(String)"), "x")).isEqualTo("x!");
  }

  @Test
  void severalMethodsMustBeNamed() throws IOException {
    String file =
        source(
            "A.java",
            "class A { static String up(String s) { return s; } static String low(String s) {"
                + " return s; } }");
    assertRefused(
        ExitCode.USAGE,
        file,
        "2 methods that can be applied; say which one",
        "A.java::low",
        "A.java::up");
  }

  @Test
  void overloadsAreToldApartByTheirTypes() throws Exception {
    String file =
        source(
            "A.java",
            "class A { static String f(String s) { return \"s\"; } static String f(int i) { return"
                + " \"i\"; } static String f(String s, long i) { return \"si\" + i; } }");
    assertRefused(
        ExitCode.USAGE,
        file + "::f",
        "several methods f",
        "A.java::f(String,long)",
        "A.java::f(int)",
        "A.java::f(String)");
    assertThat(call(load(file + "::f(int)"), "1")).isEqualTo("i");
    assertThat(call(load(file + "::f(String,long)"), "1", 7)).isEqualTo("si7");
    assertThat(call(load(file + "::f(String, long)"), "1", 7)).isEqualTo("si7");
  }

  @Test
  void aMisspeltNameIsAnsweredWithASimilarOne() throws IOException {
    String file =
        source(
            "A.java",
            "class A { static int count(String s) { return 1; } static int other(String s) { return"
                + " 1; } }");
    assertRefused(
        ExitCode.USAGE,
        file + "::cuont",
        "no method cuont",
        "Did you mean count?",
        "A.java::count, ",
        "A.java::other");
    assertRefused(ExitCode.USAGE, file + "::zzz", "no method zzz", "These can be applied");
    assertRefused(ExitCode.USAGE, file + "::B.count", "no type B", "It declares: A");
  }

  @Test
  void saysWhyAMethodCannotBeApplied() throws IOException {
    String file =
        source(
            "A.java",
            """
            class A {
              private A(int x) {}
              static int none() { return 1; }
              static int two(String a, String b) { return 1; }
              static int array(String[] a) { return 1; }
              static int list(java.util.List<String> a) { return 1; }
              int inst(String a) { return 1; }
            }
            """);
    assertRefused(ExitCode.USAGE, file + "::none", "none() of", "takes no argument");
    assertRefused(ExitCode.USAGE, file + "::two", "takes more than a record and its index");
    assertRefused(ExitCode.USAGE, file + "::array", "takes a String[], which no line can become");
    assertRefused(ExitCode.USAGE, file + "::list", "needs --batch");
    assertRefused(
        ExitCode.USAGE, file + "::inst", "not static", "no constructor without parameters");
    assertRefused(
        ExitCode.USAGE,
        file,
        "no method that can be applied",
        "none() takes no argument",
        "m(String, long index)");
  }

  @Test
  void aPrivateMethodIsOnlyHintedAt() throws IOException {
    String file = source("A.java", "class A { private static int f(String s) { return 1; } }");
    assertRefused(ExitCode.USAGE, file, "f(String) is private, so it must be named: ", "A.java::f");
  }

  @Test
  void classesOfTheJdkAndOfTheClassPathHaveFunctions() throws Exception {
    assertThat(call(load("java.lang.Integer::parseInt"), "42")).isEqualTo(42);
    assertThat(call(load("java.lang.Math::abs(long)"), "-3")).isEqualTo(3L);
    assertThat(
            call(
                load(
                    "java.math.BigInteger::bitLength(BigInteger)"
                        .replace("::bitLength(BigInteger)", "::valueOf(long)")),
                "5"))
        .hasToString("5");
  }

  @Test
  void aMissingClassIsAnsweredWithTheClassPath() throws IOException {
    assertRefused(ExitCode.USAGE, "com.acme.Words::count", "no class com.acme.Words", "--cp");
    Options options = new Options();
    options.classPath = List.of(directory.toString());
    assertRefused(
        ExitCode.USAGE,
        FunctionSpec.parse("com.acme.Words::count"),
        options,
        "on the class path (" + directory);
    options.classPath = List.of("/no/such.jar");
    assertRefused(
        ExitCode.USAGE,
        FunctionSpec.parse("com.acme.Words::count"),
        options,
        "--cp: /no/such.jar does not exist");
  }

  @Test
  void aFormatThatDoesNotFitIsRefused() throws IOException {
    String file =
        source(
            "A.java",
            "import java.util.*; class A { static int f(Map<String,String> row) { return 1; } }");
    Options options = new Options();
    options.format = InputFormat.LINES;
    assertRefused(
        ExitCode.USAGE,
        FunctionSpec.parse(file),
        options,
        "f(Map<String,String>) takes a row",
        "--in csv");
  }
}
