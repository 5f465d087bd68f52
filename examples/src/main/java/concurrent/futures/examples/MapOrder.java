package concurrent.futures.examples;

import concurrent.futures.Executor;
import concurrent.futures.Results;
import concurrent.futures.ThreadPoolExecutor;
import java.util.Collections;
import java.util.List;

/** Maps a function: results come in the order of the input, whichever is there first. */
public final class MapOrder {
  static int spider(Site site, int page) {
    site.fetch(page);
    return page;
  }

  public static void main(String[] args) {
    try (Executor executor = new ThreadPoolExecutor(4)) {
      crawl(executor);
    }
  }

  static void crawl(Executor executor) {
    try (Site site = Site.open()) {
      List<Integer> pages = List.of(2, 3, 1, 4);
      Results<Integer> results =
          executor.map(MapOrder::spider, Collections.nCopies(4, site), pages);
      for (int page = 1; page <= 4; page++) {
        site.load(page);
      }
      int i = 1;
      for (int result : results) {
        System.out.println("task" + i + ":" + result);
        i++;
      }
    }
  }

  private MapOrder() {}
}
