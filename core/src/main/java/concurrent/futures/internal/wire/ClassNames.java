package concurrent.futures.internal.wire;

public interface ClassNames {
  int loaderOf(Class<?> type);

  Class<?> resolve(int loader, String name) throws ClassNotFoundException;
}
