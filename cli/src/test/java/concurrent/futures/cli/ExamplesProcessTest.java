package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the command, on real input. */
class ExamplesProcessTest extends ProcessFixture {
  private static final String EXAMPLES = Command.repository().resolve("examples/cli").toString();

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void wordCountKnowsEverySourceFileOfTheRepository(String executor) throws IOException {
    List<String> files = sources().stream().map(Path::toString).toList();
    Command.Outcome outcome =
        futures("map", "-x", executor, EXAMPLES + "/WordCount.java")
            .input(String.join("\n", files))
            .run();
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.lines()).hasSameSizeAs(files);
    for (int i = 0; i < files.size(); i++) {
      long lines = Files.readString(Path.of(files.get(i))).lines().count();
      assertThat(outcome.lines().get(i))
          .matches(" *" + lines + " lines +\\d+ words +\\d+% comment  █+ +" + files.get(i));
    }
  }

  /** Every source file of the repository is a page that links to its neighbours. */
  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void theSpiderFindsEveryPageOfASite(String executor) throws IOException {
    Map<String, String> pages = site();
    assertThat(pages).hasSizeGreaterThan(200);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService workers = Executors.newCachedThreadPool();
    server.setExecutor(workers);
    server.createContext("/", exchange -> answer(exchange, pages));
    server.start();
    try {
      String site = "http://127.0.0.1:" + server.getAddress().getPort();
      Command.Outcome outcome =
          futures("map", "-x", executor, EXAMPLES + "/Spider.java")
              .input(site + "/site/\n" + site + "/no/\n")
              .run();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.lines()).hasSize(pages.size() + 2);
      pages.forEach(
          (path, html) ->
              assertThat(outcome.lines())
                  .anyMatch(line -> line.startsWith("200  " + title(html)) && line.endsWith(path)));
      assertThat(outcome.lines())
          .anyMatch(line -> line.startsWith("404  (no title)") && line.endsWith("/site/broken"))
          .last()
          .asString()
          .startsWith("404  ");
    } finally {
      server.stop(0);
      workers.shutdownNow();
    }
  }

  private static void answer(HttpExchange exchange, Map<String, String> pages) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String html = pages.get(path);
      exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
      byte[] body = html == null ? new byte[0] : html.getBytes(UTF_8);
      exchange.sendResponseHeaders(html == null ? 404 : 200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Map<String, String> site() throws IOException {
    List<Path> sources = sources();
    List<String> paths = new ArrayList<>(List.of("/site/"));
    for (int i = 0; i < 250; i++) {
      paths.add("/site/" + i / 50 + "/page" + i + ".html");
    }
    Map<String, String> pages = new TreeMap<>();
    for (int i = 0; i < paths.size(); i++) {
      Path source = sources.get(i % sources.size());
      StringBuilder html = new StringBuilder("<html><head><title>\n ");
      html.append(source.getFileName()).append("\n</title></head><body>");
      html.append("<a href='/site/broken'>nothing</a><a href=\"http://[\">no address</a>");
      html.append(
          "<a href=\"https://example.org/elsewhere\">elsewhere</a> <a href=\"#top\">top</a>");
      for (int k = 2 * i + 1; k <= 2 * i + 2 && k < paths.size(); k++) {
        html.append("<a class=x href=\"").append(paths.get(k)).append("#there\">next</a>");
      }
      html.append("<a href='/site/'>start</a><pre>");
      html.append(Files.readString(source).replace("&", "&amp;").replace("<", "&lt;"));
      pages.put(paths.get(i), html.append("</pre></body></html>").toString());
    }
    return pages;
  }

  private static String title(String html) {
    return html.substring(html.indexOf("<title>") + 7, html.indexOf("</title>")).strip();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Command.repository().resolve("core/src/main"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
