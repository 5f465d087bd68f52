package concurrent.futures.cli.function;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.input.InputFormat;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the one method that is meant, or says which there are. */
final class MethodChoice {
  private static final int MOST_LISTED = 10;

  private final String where;
  private final List<Class<?>> types;
  private final @Nullable InputFormat format;
  private final boolean batch;

  /**
   * Creates a choice.
   *
   * @param where the file or class, as the user wrote it
   * @param types the classes to look into
   * @param format the format that the user asked for
   * @param batch whether records come in lists
   */
  MethodChoice(String where, List<Class<?>> types, @Nullable InputFormat format, boolean batch) {
    this.where = where;
    this.types = types;
    this.format = format;
    this.batch = batch;
  }

  /** The only method that can be applied; of several, one that takes the record as it is wins. */
  Candidate theOnlyOne() {
    List<Candidate> offered = new ArrayList<>();
    List<Candidate> best = new ArrayList<>();
    for (Candidate candidate : candidates(types, false)) {
      if (candidate.offered()) {
        offered.add(candidate);
        if (kind(candidate) != Argument.Kind.PARSED) {
          best.add(candidate);
        }
      }
    }
    if (best.size() == 1) {
      return best.get(0);
    }
    if (offered.size() == 1) {
      return offered.get(0);
    }
    if (offered.isEmpty()) {
      throw CommandException.usage(
          where
              + " has no method that can be applied to a record. "
              + refusals()
              + " Accepted are, static or in a class with a constructor without parameters:"
              + " m(String), m(String, long index), m(Path), m(URI), m(int), m(long), m(double),"
              + " m(Map<String,String>) for rows of CSV, m(JsonNode) or m(a record) for JSON lines,"
              + " m(List<String>) with --batch N.");
    }
    throw CommandException.usage(
        where
            + " has "
            + offered.size()
            + " methods that can be applied; say which one: "
            + list(offered)
            + ".");
  }

  /** The method of this name: {@code count}, {@code Words.count}, {@code count(String)}. */
  Candidate named(String name) {
    int parenthesis = name.indexOf('(');
    int dot = name.lastIndexOf('.', parenthesis < 0 ? name.length() : parenthesis);
    String simple = name.substring(dot + 1);
    List<Class<?>> in = dot < 0 ? types : typesNamed(name.substring(0, dot));
    List<Candidate> all = candidates(in, true);
    List<Candidate> found = new ArrayList<>();
    List<Candidate> fit = new ArrayList<>();
    for (Candidate candidate : all) {
      if (candidate.isNamed(simple)) {
        found.add(candidate);
        if (candidate.problem() == null) {
          fit.add(candidate);
        }
      }
    }
    if (found.isEmpty()) {
      throw notFound(name, simple, all);
    }
    if (fit.isEmpty()) {
      throw CommandException.usage(
          "method "
              + found.get(0).show()
              + " of "
              + where
              + " cannot be applied to a record: it "
              + found.get(0).problem()
              + ".");
    }
    if (fit.size() > 1) {
      throw CommandException.usage(
          "there are several methods "
              + simple
              + " in "
              + where
              + "; name one with its types, in"
              + " quotes: "
              + list(fit)
              + ".");
    }
    return fit.get(0);
  }

  private CommandException notFound(String name, String simple, List<Candidate> all) {
    List<Candidate> offered = new ArrayList<>();
    String similar = null;
    int nearest = Integer.MAX_VALUE;
    for (Candidate candidate : all) {
      if (candidate.offered()) {
        offered.add(candidate);
      }
      int distance = distance(simple, candidate.method().getName());
      if (candidate.problem() == null && distance < nearest) {
        nearest = distance;
        similar = candidate.method().getName();
      }
    }
    String hint =
        similar != null && nearest <= Math.max(2, simple.length() / 3)
            ? " Did you mean " + similar + "?"
            : "";
    String exist =
        offered.isEmpty() ? " " + refusals() : " These can be applied: " + list(offered) + ".";
    return CommandException.usage(
        "there is no method " + name + " in " + where + "." + hint + exist);
  }

  private List<Class<?>> typesNamed(String name) {
    List<Class<?>> named = new ArrayList<>();
    StringBuilder names = new StringBuilder();
    for (Class<?> type : types) {
      if (type.getSimpleName().equals(name) || type.getName().equals(name)) {
        named.add(type);
      }
      names.append(names.length() == 0 ? "" : ", ").append(type.getSimpleName());
    }
    if (named.isEmpty()) {
      throw CommandException.usage(
          "there is no type " + name + " in " + where + ". It declares: " + names + ".");
    }
    return named;
  }

  private List<Candidate> candidates(List<Class<?>> in, boolean named) {
    List<Candidate> candidates = new ArrayList<>();
    for (Class<?> type : in) {
      for (Method method : type.getDeclaredMethods()) {
        boolean ofEnum = type.isEnum() && method.getName().equals("valueOf");
        if (!method.isSynthetic() && !ofEnum) {
          candidates.add(Candidate.of(method, named, format, batch));
        }
      }
    }
    candidates.sort(Comparator.comparing(Candidate::show)); // reflection has no order
    return candidates;
  }

  private String refusals() {
    List<String> reasons = new ArrayList<>();
    for (Candidate candidate : candidates(types, false)) {
      String problem = candidate.problem();
      boolean main = candidate.method().getName().equals("main");
      if (problem != null && !main && !candidate.method().getName().startsWith("lambda$")) {
        reasons.add(candidate.show() + " " + problem);
      } else if (problem == null && !candidate.offered()) {
        reasons.add(candidate.show() + " is private, so it must be named: " + reference(candidate));
      }
      if (reasons.size() == 5) {
        break;
      }
    }
    return reasons.isEmpty() ? "It has no methods." : String.join("; ", reasons) + ".";
  }

  private String list(List<Candidate> candidates) {
    List<String> names = new ArrayList<>();
    for (Candidate candidate : candidates.subList(0, Math.min(MOST_LISTED, candidates.size()))) {
      names.add(reference(candidate));
    }
    int more = candidates.size() - names.size();
    return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  /** How to name a candidate on the command line. */
  private String reference(Candidate candidate) {
    Class<?> type = candidate.method().getDeclaringClass();
    boolean overloaded = false;
    for (Method other : type.getDeclaredMethods()) {
      overloaded |=
          !other.isSynthetic()
              && !other.equals(candidate.method())
              && other.getName().equals(candidate.method().getName());
    }
    String name = overloaded ? candidate.show().replace(", ", ",") : candidate.method().getName();
    return where + "::" + (types.size() > 1 ? type.getSimpleName() + "." : "") + name;
  }

  private static Argument.Kind kind(Candidate candidate) {
    Argument argument = candidate.argument();
    return argument == null ? Argument.Kind.PARSED : argument.kind();
  }

  /** Levenshtein's distance, without regard to case. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int cost = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
        diagonal = row[j];
        row[j] = cost;
      }
    }
    return row[b.length()];
  }
}
