package concurrent.futures.cli.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import concurrent.futures.cli.input.BadInputException;
import concurrent.futures.cli.input.InputFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What methods may take, and what they get. */
class ArgumentsTest extends FunctionFixture {
  @Test
  void linesBecomeWhatTheMethodTakes() throws Exception {
    String file =
        source(
            "A.java",
            """
            class A {
              static Object text(CharSequence s) { return s; }
              static Object any(Object o) { return o.getClass().getSimpleName(); }
              static Object number(int i) { return i + 1; }
              static Object big(Long i) { return i + 1; }
              static Object real(double d) { return d / 2; }
              static Object path(java.nio.file.Path p) { return p.getFileName(); }
              static Object uri(java.net.URI u) { return u.getHost(); }
              static Object nothing(String s) { return null; }
              static void none(String s) {}
              static Object varargs(String s, long i) { return s + i; }
            }
            """);
    assertThat(call(load(file + "::text"), "x")).isEqualTo("x");
    assertThat(call(load(file + "::any"), "x")).isEqualTo("String");
    assertThat(call(load(file + "::number"), " 41 ")).isEqualTo(42);
    assertThat(call(load(file + "::big"), "41")).isEqualTo(42L);
    assertThat(call(load(file + "::real"), "1")).isEqualTo(0.5);
    assertThat(call(load(file + "::path"), "/a/b")).hasToString("b");
    assertThat(call(load(file + "::uri"), "http://h/x")).isEqualTo("h");
    assertThat(call(load(file + "::nothing"), "x")).isNull();
    assertThat(call(load(file + "::none"), "x")).isNull();
    assertThat(call(load(file + "::varargs"), "x", 5)).isEqualTo("x5");
    LineFunction number = load(file + "::number");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> call(number, "forty"))
        .withMessage("cannot be read as int");
  }

  @Test
  void rowsAndJsonChooseTheFormat() throws Exception {
    String rows =
        source(
            "R.java",
            "import java.util.*; class R { static Object f(Map<String,String> r) { return"
                + " r.get(\"b\"); } }");
    assertThat(load(rows).format()).isEqualTo(InputFormat.CSV);
    assertThat(call(load(rows), "1,2")).isEqualTo("2");

    String node =
        source(
            "J.java",
            "import com.fasterxml.jackson.databind.JsonNode; class J { static Object f(JsonNode n)"
                + " { return n.get(\"x\").asInt(); } }");
    assertThat(load(node).format()).isEqualTo(InputFormat.JSONL);
    assertThat(call(load(node), "{\"x\":3}")).isEqualTo(3);

    String record =
        source(
            "P.java",
            "record Page(String url, int status) {} class P { static Object f(Page p) { return"
                + " p.url() + p.status(); } }");
    assertThat(load(record).format()).isEqualTo(InputFormat.JSONL);
    assertThat(call(load(record), "{\"url\":\"u\",\"status\":2,\"more\":1}")).isEqualTo("u2");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> call(load(record), "{\"url\":"))
        .withMessageContaining("not the JSON that Page needs at column");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> call(load(record), "{} {}"));
  }

  @Test
  void aTextMayBeOfAnyFormat() throws Exception {
    String file = source("A.java", "class A { static Object f(String s) { return s; } }");
    Options options = new Options();
    options.format = InputFormat.JSONL;
    LineFunction f = load(FunctionSpec.parse(file), options);
    assertThat(f.format()).isEqualTo(InputFormat.JSONL);
    assertThat(call(f, "{broken")).isEqualTo("{broken");
  }

  @Test
  void listsComeWithBatch() throws Exception {
    String file =
        source(
            "A.java",
            "import java.util.*; class A { static Object f(List<String> l) { return l.size(); }"
                + " static Object g(String s) { return s; } }");
    Options options = new Options();
    options.batch = 10;
    assertThat(call(load(FunctionSpec.parse(file), options), List.of("a", "b"))).isEqualTo(2);
    assertThat(call(load(file), "x")).isEqualTo("x");
  }

  @Test
  void anObjectIsTheStateOfAWorker() throws Exception {
    String file =
        source(
            "A.java",
            """
            class A implements AutoCloseable {
              private int calls;
              void init() { calls = 100; }
              Object f(String s) { return ++calls; }
              @Override public void close() { throw new IllegalStateException("closed after " + calls); }
            }
            """);
    LineFunction f = load(file);
    assertThat(call(f, "x")).isEqualTo(101);
    assertThat(call(f, "x")).isEqualTo(102);
    List<Throwable> failed = new ArrayList<>();
    f.close(failed::add);
    assertThat(failed).singleElement().asString().contains("closed after 102");
  }

  @Test
  void aStateThatCannotBeMadeIsNoFailureOfALine() throws Exception {
    LineFunction f =
        load(
            source(
                "A.java",
                "class A { void init() { throw new IllegalStateException(\"no licence\"); } Object"
                    + " f(String s) { return s; } }"));
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> call(f, "x"))
        .withMessageContaining("the constructor or init() of A failed")
        .withMessageContaining("no licence")
        .matches(e -> e.exitCode() == ExitCode.BROKEN);
  }
}
