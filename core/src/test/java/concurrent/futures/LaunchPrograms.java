package concurrent.futures;

import java.util.List;

/** Sources of the programs that {@link LaunchFormsTest} starts. */
final class LaunchPrograms {
  /** What {@link #PROGRAM} prints, however it is started. */
  static final List<String> PRINTED =
      List.of(
          "elsewhere: true",
          "captured: text20Point[x=1, y=2][3, 4]",
          "static: 49",
          "bound: 3",
          "unbound: 3",
          "constructor: Point[x=5, y=6]",
          "argument: Point[x=2, y=4]",
          "inner: 21",
          "map: [Point[x=3, y=20], Point[x=4, y=20]]",
          "resource: a note",
          "error: java.io.IOException: first type",
          "error: java.lang.IllegalStateException: second type",
          "own error: app.Program$Refused: refused with 20",
          "printed in a task");

  /** All kinds of functions, and values of classes that only this program has. */
  static final String PROGRAM =
      """
          package app;

          import concurrent.futures.Future;
          import concurrent.futures.ProcessPoolExecutor;
          import java.io.IOException;
          import java.io.InputStream;
          import java.io.Serializable;
          import java.util.ArrayList;
          import java.util.List;
          import java.util.concurrent.CompletionException;
          import java.util.function.Function;

          /** Says what arrives in a worker and what comes back. */
          public final class Program {
            record Point(int x, int y) implements Serializable {
              int sum() {
                return x + y;
              }
            }

            interface Rule extends Function<Integer, Integer>, Serializable {}

            record Box(Rule rule) implements Serializable {}

            static final class Refused extends Exception {
              final int code;

              Refused(int code) {
                super("refused with " + code);
                this.code = code;
              }
            }

            static int square(int n) {
              return n * n;
            }

            static Point twice(Point p) {
              return new Point(2 * p.x, 2 * p.y);
            }

            static <T> T raise(Throwable failure) throws Exception {
              throw (Exception) failure;
            }

            static String note() throws IOException {
              try (InputStream in = Program.class.getResource("note.txt").openStream()) {
                return new String(in.readAllBytes()).trim();
              }
            }

            public static void main(String[] args) throws Exception {
              try (var pool = new ProcessPoolExecutor(1)) {
                int number = 20;
                String text = "text";
                Point point = new Point(1, 2);
                List<Integer> list = List.of(3, 4);
                Box box = new Box(n -> n + number);
                long parent = ProcessHandle.current().pid();
                say("elsewhere", pool.submit(() -> ProcessHandle.current().pid() != parent));
                say("captured", pool.submit(() -> text + number + point + list));
                say("static", pool.submit(Program::square, 7));
                say("bound", pool.submit(point::sum));
                say("unbound", pool.submit(Point::sum, point));
                say("constructor", pool.submit(Point::new, 5, 6));
                say("argument", pool.submit(Program::twice, point));
                say("inner", pool.submit(() -> box.rule.apply(1)));
                say("map", pool.map(n -> new Point(n, number), list));
                say("resource", pool.submit(Program::note));
                say("error", pool.submit(Program::raise, new IOException("first type")));
                say("error", pool.submit(Program::raise, new IllegalStateException("second type")));
                say("own error", pool.submit(() -> raise(new Refused(number))));
                pool.submit(() -> System.out.println("printed in a task")).result();
              }
            }

            static void say(String what, Iterable<?> results) {
              List<Object> all = new ArrayList<>();
              results.forEach(all::add);
              System.out.println(what + ": " + all);
            }

            static void say(String what, Future<?> future) {
              try {
                System.out.println(what + ": " + future.result());
              } catch (CompletionException e) {
                System.out.println(what + ": " + e.getCause());
              } catch (RuntimeException e) {
                System.out.println(what + ": " + e);
              }
            }
          }
          """;

  /** Counts how often a worker asks for what a lambda needs that uses all of these classes. */
  static final String NEEDY =
      """
          import concurrent.futures.ProcessPoolExecutor;
          import java.lang.reflect.Field;

          public class Needy {
            static int sum(int n) {
              return new A().n() + new B().n() + new C().n() + new D().n() + new E().n()
                  + new F().n() + new G().n() + new H().n() + new I().n() + new J().n() + n;
            }

            static Object field(Object object, String name) throws Exception {
              Field field = object.getClass().getDeclaredField(name);
              field.setAccessible(true);
              return field.get(object);
            }

            public static void main(String[] args) throws Exception {
              try (var pool = new ProcessPoolExecutor(1)) {
                int n = 1;
                System.out.println(pool.submit(() -> sum(n)).result());
                System.out.println(
                    pool.submit(
                            () -> {
                              Object loader = Needy.class.getClassLoader();
                              return field(field(loader, "shipping"), "requests");
                            })
                        .result());
              }
            }

            interface Numbered { default int n() { return 1; } }
            static class A implements Numbered {}
            static class B extends A {}
            static class C extends B {}
            static class D extends C {}
            static class E extends D {}
            static class F extends E {}
            static class G extends F {}
            static class H extends G {}
            static class I extends H {}
            static class J extends I {}
          }
          """;

  /** A class that a plugin shares with others: it comes from the loader above the plugin's. */
  static final String SHARED =
      """
          package api;

          public record Money(int cents) implements java.io.Serializable {
            public Money plus(Money other) {
              return new Money(cents + other.cents);
            }
          }
          """;

  static final String SHARING =
      """
          package app;

          import api.Money;
          import concurrent.futures.ProcessPoolExecutor;

          public class Program {
            static Money change(Money paid) {
              return new Money(100).plus(new Money(-paid.cents()));
            }

            public static void main(String[] args) {
              try (var pool = new ProcessPoolExecutor(1)) {
                Money one = new Money(1);
                System.out.println(pool.submit(() -> one.plus(new Money(2))).result());
                System.out.println(pool.submit(Program::change, one).result());
                System.out.println(pool.submit(one::plus, one).result());
              }
            }
          }
          """;

  /** Starts app.Program in loaders of its own: a mode, then a directory for each loader. */
  static final String HOST =
      """
          package host;

          import java.net.URL;
          import java.net.URLClassLoader;
          import java.nio.file.Path;

          public class Host {
            static class OwnFirst extends URLClassLoader {
              OwnFirst(URL url, ClassLoader parent) {
                super(new URL[] {url}, parent);
              }

              @Override
              protected Class<?> loadClass(String name, boolean resolve)
                  throws ClassNotFoundException {
                synchronized (getClassLoadingLock(name)) {
                  Class<?> loaded = findLoadedClass(name);
                  if (loaded == null && name.startsWith("app.")) {
                    loaded = findClass(name);
                  }
                  return loaded != null ? loaded : super.loadClass(name, resolve);
                }
              }
            }

            public static void main(String[] args) throws Exception {
              ClassLoader loader = Host.class.getClassLoader();
              for (int i = 1; i < args.length; i++) {
                URL url = Path.of(args[i]).toUri().toURL();
                loader =
                    args[0].equals("ownFirst")
                        ? new OwnFirst(url, loader)
                        : new URLClassLoader(new URL[] {url}, loader);
              }
              loader
                  .loadClass("app.Program")
                  .getMethod("main", String[].class)
                  .invoke(null, (Object) new String[0]);
            }
          }
          """;

  /** A session of a shell. */
  static final String SESSION =
      """
          import concurrent.futures.*
          int factor = 6
          int times(int n) { return factor * n; }
          record Pair(int a, String b) implements java.io.Serializable { int twice() { return 2 * a; } }
          class Refused extends Exception { Refused(String text) { super(text); } }
          class Rule implements Call<Integer> { public Integer call() { return factor; } }
          var pair = new Pair(1, "b")
          var pool = new ProcessPoolExecutor(1)
          void say(Object text) { System.out.println(text); }
          say("direct: " + pool.submit(() -> factor + 1).result())
          say("through a method: " + pool.submit(() -> times(7)).result())
          say("record: " + pool.submit(() -> pair).result())
          say("bound: " + pool.submit(pair::twice).result())
          say("unbound: " + pool.submit(Pair::twice, pair).result())
          say("constructor: " + pool.submit(Pair::new, 2, "c").result())
          say("own class: " + pool.submit(new Rule()).result())
          for (int i = 0; i < 2; i++) { int k = i; say("captured: " + pool.submit(() -> times(k)).result()); }
          factor = 7
          say("new value: " + pool.submit(() -> times(7)).result())
          int times(int n) { return 10 * factor * n; }
          say("new method: " + pool.submit(() -> times(7)).result())
          Call<Void> refuse = () -> { throw new Refused("no"); }
          say("own error: " + pool.submit(refuse).exception())
          pool.submit(() -> System.out.println("printed in a task")).result()
          var lock = new Object()
          say("not serializable: " + pool.submit(() -> lock.toString()).exception().getMessage())
          pool.close()
          /exit
          """;

  /** Hands out a call that needs another class when it runs. */
  static final String GONE =
      """
          package gone;

          import concurrent.futures.Call;

          public class Task {
            static class Late {}

            public static Call<String> late() {
              return () -> new Late().getClass().getName();
            }
          }
          """;

  /** Has its worker write what it loads into a file. */
  static final String LOGGING =
      """
          package app;

          import concurrent.futures.ProcessPoolExecutor;

          public final class Program {
            public static void main(String[] args) {
              String log = "-Xlog:class+load:file=" + args[0];
              try (var pool =
                  ProcessPoolExecutor.builder().maxWorkers(1).jvmOptions(log).build()) {
                System.out.println(pool.submit(() -> 1 + 1).result());
              }
            }
          }
          """;

  private LaunchPrograms() {}
}
