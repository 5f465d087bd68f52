package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.FrameInput;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Limits;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The main program of a worker JVM: reads messages from the parent until the link ends, which is
 * how it learns that the parent has gone. Tasks run on a thread of their own, with which this one
 * takes turns in reading ({@link LinkReader}).
 *
 * <p>Until the first task, nothing is touched here that costs a JVM milliseconds when it is first
 * used: no lambdas, no channels, no process handles, no loggers, no reflection.
 */
public final class WorkerMain {
  /** The exit code of a worker whose parent has gone. */
  static final int ORPHANED = 86;

  private WorkerMain() {}

  /**
   * Serves a parent.
   *
   * @param args the two ends of the link as files, or nothing if they are the standard streams
   */
  public static void main(String[] args) {
    try {
      serve(args);
    } catch (Throwable t) { // such as: no memory; the JVM must not live on without its reader
      t.printStackTrace();
      Runtime.getRuntime().halt(ORPHANED + 1);
    }
  }

  private static void serve(String[] args) throws IOException {
    if (Boolean.getBoolean(Preload.PROPERTY)) {
      Preload.begin();
    }
    boolean files = args.length == 2;
    InputStream in = files ? new FileInputStream(args[0]) : new FileInputStream(FileDescriptor.in);
    OutputStream out =
        files ? new FileOutputStream(args[1]) : new FileOutputStream(FileDescriptor.out);
    FrameOutput link = new FrameOutput(out);
    FrameInput messages = new FrameInput(in, Long.MAX_VALUE);
    WireOutput ready = new WireOutput(16);
    ready.writeVarint(Kind.VERSION);
    link.send(Kind.READY, ready);
    LinkReader reader = new LinkReader(messages);
    try {
      if (messages.next() == Kind.HELLO) {
        reader.standBy(begin(messages.payload(), link, reader));
        return; // the pool has said so
      }
    } catch (IOException e) {
      // as good as the end
    }
    Runtime.getRuntime().halt(ORPHANED);
  }

  private static TaskThread begin(WireInput hello, FrameOutput link, LinkReader reader)
      throws IOException {
    String name = String.valueOf(hello.readString());
    String outCharset = String.valueOf(hello.readString());
    String errCharset = String.valueOf(hello.readString());
    Limits limits = new Limits(hello.readVarint(), hello.readVarlong(), hello.readVarlong());
    TaskOutput out = new TaskOutput(link, 1);
    TaskOutput err = new TaskOutput(link, 2);
    System.setOut(new PrintStream(out, false, outCharset));
    System.setErr(new PrintStream(err, false, errCharset));
    Runtime.getRuntime().addShutdownHook(new ExitHook(link, out, err));
    return new TaskThread(name, reader, link, out, err, limits);
  }
}
