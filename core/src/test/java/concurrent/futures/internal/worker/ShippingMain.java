package concurrent.futures.internal.worker;

import concurrent.futures.internal.process.ClassServer;
import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.tools.ToolProvider;

/**
 * What it costs to ship Jackson to who lacks it, without a network: questions, bytes, time.
 *
 * <pre>{@code
 * java -cp target/classes:target/test-classes concurrent.futures.internal.worker.ShippingMain \
 *     jackson-core.jar jackson-databind.jar jackson-annotations.jar
 * }</pre>
 */
final class ShippingMain {
  private static final String SOURCE =
      "public class Parse implements java.util.concurrent.Callable<Object>, java.io.Serializable {\n"
          + "  public Object call() throws Exception {\n"
          + "    var mapper = new com.fasterxml.jackson.databind.ObjectMapper();\n"
          + "    var map = mapper.readValue(\"{\\\"a\\\": [1, 2.5, {}]}\", java.util.Map.class);\n"
          + "    return mapper.writeValueAsString(map).length();\n"
          + "  }\n}\n";

  private final Loaders loaders = new Loaders(false);
  private final ClassServer server = new ClassServer(loaders);
  private final Shipping shipping = new Shipping(this::ask);
  private int questions;
  private long bytes;

  private ShippingMain() {}

  /** Compiles the function against those jars, and returns where it and they are. */
  static List<URL> compile(Path into, String[] jars) throws IOException {
    Path source = Files.writeString(into.resolve("Parse.java"), SOURCE);
    String classPath = String.join(File.pathSeparator, jars);
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-cp", classPath, "-d", into.toString(), source.toString());
    List<URL> urls = new ArrayList<>(List.of(into.toUri().toURL()));
    for (String jar : jars) {
      urls.add(Path.of(jar).toUri().toURL());
    }
    return urls;
  }

  private void ask(WireOutput question) throws IOException {
    WireOutput answer = server.answer(new WireInput(question.array(), 0, question.size()));
    questions++;
    bytes += answer.size();
    shipping.answered(new WireInput(answer.array(), 0, answer.size()));
  }

  private void run(ClassLoader loader) throws Exception {
    long start = System.nanoTime();
    ClassLoader in = shipping.loader(loaders.numberOf(loader.loadClass("Parse")));
    Object result = ((Callable<?>) in.loadClass("Parse").getConstructor().newInstance()).call();
    System.out.printf(
        "%s: %d questions, %d KiB, %d ms%n",
        result, questions, bytes >> 10, (System.nanoTime() - start) / 1_000_000);
  }

  public static void main(String[] jars) throws Exception {
    Path directory = Files.createTempDirectory("shipping");
    try (URLClassLoader loader =
        new URLClassLoader(compile(directory, jars).toArray(URL[]::new), null)) {
      for (int i = 0; i < 3; i++) {
        new ShippingMain().run(loader); // the later ones with a warm sender
      }
    }
  }
}
