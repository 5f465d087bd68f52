package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the parent JVM for classes and resources, and keeps what came along with them. */
public class Shipping {
  private final Link link;
  private final List<ShippedLoader> loaders = new ArrayList<>(); // guarded by this
  private final Map<Integer, Request> open = new HashMap<>(); // guarded by this

  /** Classes that came unasked, by loader and name. Guarded by this. */
  private final Map<String, Found> ahead = new HashMap<>();

  private int requests; // guarded by this
  private boolean closed; // guarded by this

  /** A class or resource: its bytes, or the other loader that defines it. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two of these
  record Found(int loader, byte @Nullable [] bytes) {}

  /** A question that waits for its answer: names and contents. */
  private static final class Request {
    final int loader;
    final boolean resource;
    @Nullable List<Found> answer; // guarded by Shipping

    Request(int loader, boolean resource) {
      this.loader = loader;
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
  @Nullable Found find(int loader, String name) {
    synchronized (this) {
      Found found = ahead.remove(key(loader, name));
      if (found != null) {
        return found;
      }
    }
    List<Found> answer = ask(loader, false, name);
    return answer.isEmpty() ? null : answer.get(0);
  }

  List<Found> resources(int loader, String name) {
    return ask(loader, true, name);
  }

  private static String key(int loader, String name) {
    return loader + ":" + name;
  }

  private List<Found> ask(int loader, boolean resource, String name) {
    Request request = new Request(loader, resource);
    int number;
    synchronized (this) {
      if (closed) {
        return List.of();
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
        List<Found> answer;
        while ((answer = request.answer) == null && !closed) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true; // of the task's: a class must not fail to load because of it
          }
        }
        return answer == null ? List.of() : answer;
      }
    } catch (IOException e) {
      return List.of(); // the parent has gone, and this worker is about to
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
    List<Found> contents = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      String name = answer.readString();
      int definer = answer.readVarint();
      byte[] bytes = answer.readBoolean() ? answer.readBytes(answer.readVarint()) : null;
      Found found = new Found(definer, bytes);
      contents.add(found);
      if (i > 0 && name != null && !request.resource) {
        ahead.put(key(request.loader, name), found);
      }
    }
    request.answer = contents;
    notifyAll();
  }
}
