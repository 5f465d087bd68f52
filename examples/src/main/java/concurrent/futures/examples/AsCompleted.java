package concurrent.futures.examples;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.ThreadPoolExecutor;
import java.util.ArrayList;
import java.util.List;

/** Takes results as they complete. */
public final class AsCompleted {
  static int spider(Site site, int page) {
    site.fetch(page);
    System.out.println("crawl task" + page + " finished");
    return page;
  }

  public static void main(String[] args) {
    try (Executor t = new ThreadPoolExecutor(5)) {
      crawl(t);
    }
  }

  static void crawl(Executor t) {
    try (Site site = Site.open()) {
      List<Future<Integer>> tasks = new ArrayList<>();
      for (int page = 1; page <= 4; page++) {
        tasks.add(t.submit(AsCompleted::spider, site, page));
      }
      site.load(1);
      for (Future<Integer> future : Futures.asCompleted(tasks)) {
        int page = future.result();
        System.out.println("main: " + page);
        site.load(page + 1);
      }
    }
  }

  private AsCompleted() {}
}
