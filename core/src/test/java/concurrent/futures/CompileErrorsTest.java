package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shapes of calls that do not compile, as documented in {@link Executor} (DECISIONS 4), and
 * those next to them that do. If one of these starts to compile, the documentation is to follow.
 */
class CompileErrorsTest {
  @TempDir private Path directory;

  private boolean compiles(String statement) {
    String source =
        """
        import concurrent.futures.*;
        import java.util.*;
        class Program {
          void run(Executor pool, List<Future<Integer>> futures) throws Exception {
            %s;
          }
        }
        """
            .formatted(statement);
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("mem:///Program.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of(
            "-proc:none", "-d", directory.toString(), "-cp", System.getProperty("java.class.path"));
    return compiler.getTask(new StringWriter(), null, d -> {}, options, null, List.of(file)).call();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pool.submit(Math::pow, 2, 8)", // would need widening and boxing
        "pool.submit(System.out::println, \"x\")", // ambiguous with submit(Runnable, T)
        "pool.submit(ArrayList::new, 10)", // the same
        "pool.submit(Collections::sort, new ArrayList<String>())", // a void method with arguments
        "Future<String> f = pool.submit(() -> 42)",
        "pool.submit(Math::max, 1)",
        "pool.map(Math::max, List.of(1, 2))",
        "pool.map(System.out::println, List.of(1, 2))",
        "Futures.asCompleted(List.of(\"no future\"))",
        "futures.get(0).complete(1)",
        "new MapOptions(null, 1, 1, true)",
        "new TaskOptions()",
      })
  void doesNotCompile(String statement) {
    assertThat(compiles(statement)).as(statement).isFalse();
  }

  /** The ways out that the documentation names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pool.submit(Math::pow, 2.0, 8.0)",
        "pool.submit(() -> Math.pow(2, 8))",
        "pool.submit(() -> System.out.println(\"x\"))",
        "pool.submit(() -> new ArrayList<String>(10))",
        "pool.submit(() -> Collections.sort(new ArrayList<String>()))",
        "pool.submit(Math::max, 1, 2)",
        "Futures.asCompleted(futures)",
      })
  void doesCompile(String statement) {
    assertThat(compiles(statement)).as(statement).isTrue();
  }

  /** {@code import static …Futures.wait} can never resolve: Object has one. */
  @Test
  void waitCannotBeImportedStatically() {
    assertThat(compiles("Futures.wait(futures)")).isTrue();
    assertThat(compiles("wait(futures)")).isFalse();
  }
}
