package concurrent.futures;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Parents of a worker that end in different ways, in JVMs of their own. */
final class ParentPrograms {
  private ParentPrograms() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    ProcessPoolExecutor pool = ProcessPoolExecutor.builder().maxWorkers(1).build();
    System.out.println(pool.submit(() -> ProcessHandle.current().pid()).result());
    String begun = directory.resolve("begun").toString();
    String go = directory.resolve("go").toString();
    switch (args[0]) {
      case "idle" -> Thread.sleep(Long.MAX_VALUE);
      case "shared" -> {
        SharedMemory memory = SharedMemory.allocate(1000);
        pool.submit(() -> sleep(memory, begun)).result();
      }
      case "returns" -> {}
      case "exits" -> {
        pool.submit(() -> sleep(begun));
        await(begun);
        System.exit(3);
      }
      case "sleep" -> pool.submit(() -> sleep(begun)).result();
      case "loop" -> pool.submit(() -> countedLoop(begun)).result();
      case "result" -> pool.submit(() -> bigResult(begun, go)).result();
      case "read" -> pool.submit(() -> read(begun, go)).result();
      case "interrupted" -> {
        Future<String> future = pool.submit(() -> await(begun, go));
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      create(go);
                      System.out.println(future.result());
                    }));
        future.result();
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void create(String file) {
    try {
      Files.createFile(Path.of(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(String file) throws InterruptedException {
    while (!Files.exists(Path.of(file))) {
      Thread.sleep(5);
    }
  }

  static String await(String begun, String go) throws InterruptedException {
    create(begun);
    await(go);
    return "the worker went on";
  }

  static int sleep(String begun) throws InterruptedException {
    create(begun);
    Thread.sleep(Long.MAX_VALUE);
    return 0;
  }

  static int sleep(SharedMemory memory, String begun) throws InterruptedException {
    memory.asIntBuffer().put(0, 1);
    SharedMemory own = SharedMemory.allocate(2000);
    own.asIntBuffer().put(0, 1);
    return sleep(begun);
  }

  /** No call, no allocation, an int that counts: where a JIT would leave out the safepoint. */
  static int countedLoop(String begun) {
    create(begun);
    int sum = 0;
    for (int round = 0; round >= 0; round = (round + 1) & 0xff) {
      for (int i = 0; i < Integer.MAX_VALUE - 1; i++) {
        sum += i ^ sum;
      }
    }
    return sum;
  }

  static byte[] bigResult(String begun, String go) throws InterruptedException {
    await(begun, go);
    create(go + "ne");
    return new byte[100 << 20];
  }

  /** Blocks in native code: nobody writes to the pipe. */
  static int read(String begun, String pipe) throws IOException {
    create(begun);
    try (FileInputStream in = new FileInputStream(pipe)) {
      return in.read();
    }
  }
}
