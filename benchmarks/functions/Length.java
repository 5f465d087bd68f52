/** The trivial function of the benchmarks: {@code futures map Length.java}. */
public class Length {
  public static int of(String line) {
    return line.length();
  }

  /** For {@code java Length.java}, which has no pool. */
  public static void main(String[] args) {
    new java.io.BufferedReader(new java.io.InputStreamReader(System.in))
        .lines()
        .forEach(line -> System.out.println(of(line)));
  }
}
