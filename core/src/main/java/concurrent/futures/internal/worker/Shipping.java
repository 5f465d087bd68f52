package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.ShippedClass;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the parent JVM for classes and resources, and keeps what came along with them. What has been
 * kept costs no question. There is one question for a class at a time, since its answer may have
 * what the next one would ask for.
 */
public class Shipping {
  /** So much is kept of classes that came unasked; what is dropped can be asked for. */
  private static final int MAX_AHEAD = 64 << 20;

  /** So much is kept of resources. */
  private static final int MAX_RESOURCES = 16 << 20;

  private final Link link;
  private final Object classQuestion = new Object(); // held by who asks for a class
  private final List<ShippedLoader> loaders = new ArrayList<>(); // guarded by this
  private final Map<Integer, Request> open = new HashMap<>(); // guarded by this
  private final Kept<ShippedClass> ahead = new Kept<>(MAX_AHEAD); // guarded by this
  private final Kept<List<byte[]>> resources = new Kept<>(MAX_RESOURCES); // guarded by this
  private int requests; // guarded by this
  private boolean closed; // guarded by this

  /** A question that waits for its answer. */
  private static final class Request {
    final boolean resource;
    boolean answered; // guarded by Shipping
    List<byte[]> contents = List.of(); // of the resource; guarded by Shipping

    Request(boolean resource) {
      this.resource = resource;
    }
  }

  /** The way to who has the classes. */
  @FunctionalInterface
  public interface Link {
    /**
     * Sends a question; {@link #answered} is called with the answer, by another thread.
     *
     * @throws IOException if there is nobody to answer any more
     */
    void ask(WireOutput question) throws IOException;
  }

  /** Asks over a link. */
  public Shipping(Link link) {
    this.link = link;
  }

  /** The loader that stands for the parent's of that number. */
  protected ClassLoader loader(int number) {
    synchronized (this) {
      while (loaders.size() <= number) {
        loaders.add(new ShippedLoader(loaders.size(), this));
      }
      return loaders.get(number);
    }
  }

  /** The number of a class's loader, as the parent has it. */
  protected int numberOf(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader instanceof ShippedLoader ? ((ShippedLoader) loader).number() : 0;
  }

  /** Finds a class; null if the parent does not have it. */
  @Nullable ShippedClass find(int loader, String name) {
    ShippedClass found = take(loader, name);
    if (found == null) {
      synchronized (classQuestion) {
        found = take(loader, name); // it may have come with another one
        if (found == null) {
          ask(loader, false, name);
          found = take(loader, name);
        }
      }
    }
    return found;
  }

  private synchronized @Nullable ShippedClass take(int loader, String name) {
    return ahead.remove(key(loader, name));
  }

  /** Finds resources, which may be none. They are those of the first time. */
  List<byte[]> resources(int loader, String name) {
    synchronized (this) {
      List<byte[]> known = resources.get(key(loader, name));
      if (known != null) {
        return known;
      }
    }
    Request request = ask(loader, true, name);
    synchronized (this) {
      if (request.answered) {
        int size = 0;
        for (byte[] content : request.contents) {
          size += content.length;
        }
        resources.put(key(loader, name), request.contents, size);
      }
      return request.contents;
    }
  }

  private static String key(int loader, String name) {
    return loader + ":" + name;
  }

  /** Asks, and waits for the answer, or until there is nobody to answer any more. */
  private Request ask(int loader, boolean resource, String name) {
    Request request = new Request(resource);
    int number;
    synchronized (this) {
      if (closed) {
        return request;
      }
      number = ++requests;
      open.put(number, request);
    }
    WireOutput question = new WireOutput(64);
    question.writeVarint(number);
    question.writeVarint(loader);
    question.writeBoolean(resource);
    question.writeString(name);
    boolean interrupted = false;
    try {
      link.ask(question);
      synchronized (this) {
        while (!request.answered && !closed) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true; // of the task's: a class must not fail to load because of it
          }
        }
      }
    } catch (IOException e) {
      // the parent has gone, and this worker is about to
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return request;
  }

  /** Nobody will answer any more. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** The parent has answered. */
  public synchronized void answered(WireInput answer) throws WireFormatException {
    Request request = open.remove(answer.readVarint());
    if (request == null) {
      throw new WireFormatException("an answer to no question");
    }
    int n = answer.readVarint();
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      if (request.resource) {
        contents.add(answer.readBytes(answer.readVarint()));
      } else {
        ShippedClass found = ShippedClass.read(answer);
        ahead.put(key(found.loader(), found.name()), found, found.size());
      }
    }
    request.contents = contents;
    request.answered = true;
    notifyAll();
  }
}
