import concurrent.futures.CompletedFutures;
import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.ThreadPoolExecutor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Crawls web sites: follows the links of a page to all pages below it, and lists their titles.
 *
 * <p>As a function of {@code futures}, with the first page of a site in each line:
 *
 * <pre>
 * echo http://localhost:8000/ | futures map examples/cli/Spider.java
 * </pre>
 *
 * <p>As a program: {@code java -cp concurrent-futures-core.jar Spider.java http://localhost:8000/}
 */
public class Spider {
  private static final int MOST_PAGES = Integer.getInteger("spider.pages", 1000); // per site
  private static final int WORKERS = 8; // per site, so as not to overrun it

  private static final Pattern TITLE =
      Pattern.compile("<title[^>]*>(.*?)</title>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern LINK =
      Pattern.compile("<a\\s[^>]*?href=[\"']([^\"'#]+)", Pattern.CASE_INSENSITIVE);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** A page that was fetched; the status is 0 if it could not be. */
  private record Page(URI address, int status, String title, List<URI> links) {
    @Override
    public String toString() {
      return String.format("%3s  %-40s  %s", status == 0 ? "---" : status, title, address);
    }
  }

  public static void main(String... sites) {
    for (String site : sites) {
      crawl(site).forEach(System.out::println);
    }
  }

  /** Crawls from a page on; the lines come in the order of the addresses. */
  static List<String> crawl(String site) {
    URI start = URI.create(site.strip()).normalize();
    Map<URI, Page> pages = new TreeMap<>();
    Set<URI> seen = new HashSet<>(Set.of(start));
    try (Executor pool = new ThreadPoolExecutor(WORKERS)) {
      CompletedFutures<Future<Page>> fetched =
          Futures.asCompleted(List.of(pool.submit(Spider::fetch, start)));
      for (Future<Page> done : fetched) {
        Page page = done.result();
        pages.put(page.address(), page);
        for (URI link : page.links()) {
          if (isBelow(start, link) && seen.size() < MOST_PAGES && seen.add(link)) {
            fetched.add(pool.submit(Spider::fetch, link)); // while iterating
          }
        }
      }
    }
    return pages.values().stream().map(Page::toString).toList();
  }

  private static Page fetch(URI address) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build();
    try {
      HttpResponse<String> response = CLIENT.send(request, Spider::textOfHtml);
      String html = response.body();
      return new Page(address, response.statusCode(), title(html), links(response.uri(), html));
    } catch (IOException e) {
      return new Page(address, 0, e.toString(), List.of());
    }
  }

  /** Reads nothing but pages. */
  private static HttpResponse.BodySubscriber<String> textOfHtml(HttpResponse.ResponseInfo info) {
    boolean html =
        info.headers()
            .firstValue("Content-Type")
            .filter(t -> t.startsWith("text/html"))
            .isPresent();
    return html ? BodyHandlers.ofString().apply(info) : BodySubscribers.replacing("");
  }

  private static String title(String html) {
    Matcher title = TITLE.matcher(html);
    return title.find() ? title.group(1).strip().replaceAll("\\s+", " ") : "(no title)";
  }

  private static List<URI> links(URI page, String html) {
    return LINK.matcher(html).results().map(link -> resolve(page, link.group(1))).toList();
  }

  private static URI resolve(URI page, String link) {
    try {
      return page.resolve(link.replace("&amp;", "&").strip()).normalize();
    } catch (IllegalArgumentException e) {
      return page; // no address; the page itself was seen already
    }
  }

  /** True if a page belongs to the site: the same host, and not above the start. */
  private static boolean isBelow(URI start, URI link) {
    String directory = start.resolve(".").getPath();
    return start.getScheme().equals(link.getScheme())
        && start.getAuthority().equals(link.getAuthority())
        && link.getPath().startsWith(directory);
  }
}
