package concurrent.futures.examples;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.ThreadPoolExecutor;
import java.util.List;

/** Submits three calls and looks at their futures. */
public final class Submit {
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
      Future<Integer> task1 = t.submit(Submit::spider, site, 1);
      Future<Integer> task2 = t.submit(Submit::spider, site, 2);
      Future<Integer> task3 = t.submit(Submit::spider, site, 3);

      System.out.println("task1: " + task1.done());
      System.out.println("task2: " + task2.done());
      System.out.println("task3: " + task3.done());

      site.load(1); // where the Python original sleeps for 2.5 of its seconds
      Futures.wait(List.of(task1));
      site.load(2);
      Futures.wait(List.of(task2));

      System.out.println("task1: " + task1.done());
      System.out.println("task2: " + task2.done());
      System.out.println("task3: " + task3.done());
      System.out.println(task1.result());

      site.load(3);
      Futures.wait(List.of(task3));
    }
  }

  private Submit() {}
}
