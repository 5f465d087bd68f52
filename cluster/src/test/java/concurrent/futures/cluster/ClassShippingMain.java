package concurrent.futures.cluster;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.tools.ToolProvider;

/**
 * How long the first result takes of a function that uses Jackson, at a member without it: with
 * threads, and with worker JVMs. The command is that of {@link ScaleMain}, with Jackson's jars as
 * arguments: they are not on the class path.
 */
final class ClassShippingMain {
  private static final int ROUNDS = 3;
  private static final String SOURCE =
      "public class Parse implements java.util.concurrent.Callable<Object>, java.io.Serializable {\n"
          + "  public Object call() throws Exception {\n"
          + "    var mapper = new com.fasterxml.jackson.databind.ObjectMapper();\n"
          + "    var map = mapper.readValue(\"{\\\"a\\\": [1, 2.5, {}]}\", java.util.Map.class);\n"
          + "    return mapper.writeValueAsString(map).length();\n"
          + "  }\n}\n";

  private ClassShippingMain() {}

  public static void main(String[] jars) throws Exception {
    Path directory = Files.createTempDirectory("shipping");
    Path source = Files.writeString(directory.resolve("Parse.java"), SOURCE);
    String classPath = String.join(File.pathSeparator, jars);
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-cp", classPath, "-d", directory.toString(), source.toString());
    List<URL> urls = new ArrayList<>(List.of(directory.toUri().toURL()));
    for (String jar : jars) {
      urls.add(Path.of(jar).toUri().toURL());
    }
    for (boolean isolated : new boolean[] {false, true}) {
      try (Members members = new Members();
          URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new))) {
        Object member = isolated ? members.startIsolating(2) : members.start(2);
        for (int i = 0; i < ROUNDS; i++) {
          time(members, isolated ? "worker JVMs" : "threads", loader);
        }
      }
    }
  }

  /** By a new submitter, so that the member has none of its classes. */
  private static void time(Members members, String where, ClassLoader loader) throws Exception {
    try (ClusterPoolExecutor pool =
        TestCluster.builder().slots(0).seeds(members.addresses()).build()) {
      MemberFaultsContract.awaitMembers(pool, 2);
      pool.submit(Integer::parseInt, "1").result(); // what is there already
      Callable<?> parse = (Callable<?>) loader.loadClass("Parse").getConstructor().newInstance();
      long start = System.nanoTime();
      Object result = pool.submit(parse).result();
      System.out.printf(
          "%s: %s after %d ms%n", where, result, (System.nanoTime() - start) / 1_000_000);
    }
  }
}
