package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people pass and return, Serializable or not, and as what it arrives. */
class EverydayValuesTest {
  record Point(int x, double y) implements Serializable {}

  record PlainPoint(int x, String name, Optional<PlainPoint> next) {}

  record Empty() {}

  record Positive(int value) {
    Positive {
      if (value == 256) {
        throw new AssertionError("a whole byte");
      }
      if (value <= 0) {
        throw new IllegalArgumentException("not positive: " + value);
      }
    }
  }

  enum Planet {
    EARTH {
      @Override
      int moons() {
        return 1;
      }
    };

    abstract int moons();
  }

  static Stream<Arguments> sameClass() throws Exception {
    Map<Integer, String> thousand = new HashMap<>();
    IntStream.range(0, 1_000).forEach(i -> thousand.put(i, "v" + i));
    return Stream.<Object>of(
            thousand,
            new Point(1, 2.5),
            new PlainPoint(1, "a", Optional.of(new PlainPoint(2, null, Optional.empty()))),
            new Empty(),
            Planet.EARTH,
            Optional.of("x"),
            Optional.of(List.of(Optional.empty())),
            OptionalInt.of(3),
            OptionalInt.empty(),
            OptionalLong.of(4),
            OptionalLong.empty(),
            OptionalDouble.of(5.5),
            OptionalDouble.empty(),
            Path.of("relative", "file.txt"),
            Path.of("/absolute"),
            Path.of(""),
            Collections.unmodifiableList(Arrays.asList(1, 2)),
            Stream.of(1, null).toList(),
            List.of(List.of(1), Set.of(2), Map.of(3, 4)),
            new LinkedList<>(List.of(1, 2)),
            new EnumMap<>(Map.of(Planet.EARTH, 1)),
            InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}),
            Duration.ofMillis(3),
            BitSet.valueOf(new byte[] {5}),
            new Object[] {1, "two", new int[] {3}},
            new int[][] {{1}, {}, null},
            new Point[] {new Point(1, 1)},
            new Class<?>[] {int.class, void.class, int[][].class, Point[].class, Planet.class},
            TimeUnit.SECONDS)
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("sameClass")
  void valuesArriveEqualAndAsTheSameClass(Object value) throws Exception {
    assertThat(Link.copy(value)).isEqualTo(value).hasSameClassAs(value);
  }

  static Stream<Arguments> copies() {
    List<Integer> list = new ArrayList<>(List.of(1, 2, 3, 4));
    Map<String, Integer> map = new LinkedHashMap<>();
    map.put("b", 1);
    map.put("a", 2);
    TreeMap<String, Integer> tree = new TreeMap<>(Comparator.reverseOrder());
    tree.putAll(map);
    Map<Planet, Integer> byPlanet = new EnumMap<>(Map.of(Planet.EARTH, 1));
    WeakHashMap<String, Integer> weak = new WeakHashMap<>(map);
    return Stream.of(
        Arguments.of(list.subList(1, 3), new ArrayList<>(List.of(2, 3))),
        Arguments.of(new LinkedList<>(list).subList(0, 1), new ArrayList<>(List.of(1))),
        Arguments.of(List.of(1, 2, 3).subList(1, 3), List.of(2, 3)),
        Arguments.of(map.keySet(), new LinkedHashSet<>(List.of("b", "a"))),
        Arguments.of(byPlanet.keySet(), new LinkedHashSet<>(List.of(Planet.EARTH))),
        Arguments.of(map.values(), new ArrayList<>(List.of(1, 2))),
        Arguments.of(map.entrySet(), new LinkedHashSet<>(map.entrySet())),
        Arguments.of(tree.keySet(), new TreeSet<>(List.of("a", "b"))),
        Arguments.of(weak, new LinkedHashMap<>(map)),
        Arguments.of(System.getenv(), Collections.unmodifiableMap(System.getenv())),
        Arguments.of(Map.entry("k", 1), new AbstractMap.SimpleImmutableEntry<>("k", 1)),
        Arguments.of(map.entrySet().iterator().next(), new AbstractMap.SimpleEntry<>("b", 1)));
  }

  @ParameterizedTest
  @MethodSource("copies")
  void viewsArriveAsCopies(Object view, Object copy) throws Exception {
    Object arrived = Link.copy(view);

    assertThat(arrived).isEqualTo(copy);
    if (!(view instanceof List<?> list && list.equals(List.of(2, 3)))) {
      assertThat(arrived).hasSameClassAs(copy);
    }
    assertThat(arrived.toString()).as("in the same order").isEqualTo(view.toString());
  }

  @Test
  void sortedViewsKeepTheirOrder() throws Exception {
    TreeMap<String, Integer> tree = new TreeMap<>(Comparator.reverseOrder());
    tree.putAll(Map.of("a", 1, "b", 2, "c", 3));

    assertThat(Link.copy(tree.headMap("b", true)))
        .containsExactlyEntriesOf(ordered("c", 3, "b", 2));
    SortedSet<String> keys = Link.copy(tree.navigableKeySet());
    assertThat(keys).isInstanceOf(NavigableSet.class).containsExactly("c", "b", "a");
    assertThat(Link.copy(tree.descendingKeySet())).containsExactly("a", "b", "c");
  }

  private static Map<String, Integer> ordered(String k1, int v1, String k2, int v2) {
    Map<String, Integer> map = new LinkedHashMap<>();
    map.put(k1, v1);
    map.put(k2, v2);
    return map;
  }

  @Test
  void valuesWithoutEqualsArrive() throws Exception {
    assertThat(Link.copy(new AtomicInteger(7))).hasValue(7);
    assertThat(Link.copy(Pattern.compile("a+")).matcher("aaa").matches()).isTrue();
    assertThat(Link.copy(new ArrayDeque<>(List.of(1, 2)))).containsExactly(1, 2);
    assertThat(Link.copy(new StringBuilder("x"))).hasToString("x");
  }

  @Test
  void enumConstantsKeepTheirIdentity() throws Exception {
    assertThat(Link.copy(new Object[] {Planet.EARTH})[0]).isSameAs(Planet.EARTH);
  }

  @Test
  void aCyclicGraphStaysCyclic() throws Exception {
    List<Object> list = new ArrayList<>();
    list.add(list);
    Object[] root = {list.subList(0, 1), list};

    Object[] arrived = Link.copy(root);

    List<?> copy = (List<?>) arrived[1];
    assertThat(copy.get(0)).isSameAs(copy);
    assertThat(((List<?>) arrived[0]).get(0)).isSameAs(copy);
  }

  @Test
  void sharedValuesStayShared() throws Exception {
    Object plain = new PlainPoint(1, "a", Optional.empty());
    Object view = new HashMap<>(Map.of(1, 2)).keySet();

    Object[] arrived = Link.copy(new Object[] {plain, view, plain, view});

    assertThat(arrived[2]).isSameAs(arrived[0]).isEqualTo(plain);
    assertThat(arrived[3]).isSameAs(arrived[1]).isEqualTo(view);
  }

  @Test
  void aRecordIsRebuiltByItsConstructor() throws Exception {
    Link link = new Link();
    assertThat(link.send(new Positive(1))).isEqualTo(new Positive(1));

    byte[] bytes = link.out.array();
    int at = link.out.size() - 4;
    while (bytes[at] != 0 || bytes[at + 1] != 0 || bytes[at + 2] != 0 || bytes[at + 3] != 1) {
      at--; // where the int 1 is
    }
    bytes[at + 3] = 0;
    assertThatThrownBy(link::receive)
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("not positive: 0")
        .hasCauseInstanceOf(IllegalArgumentException.class);
    bytes[at + 2] = 1;
    assertThatThrownBy(link::receive)
        .isInstanceOf(DecodeException.class)
        .hasCauseInstanceOf(AssertionError.class);
  }

  @Test
  void aRecordOfAClosedModuleIsExplained() {
    Object closed = new jdk.net.UnixDomainPrincipal(() -> "u", () -> "g");

    assertThatThrownBy(() -> Link.copy(List.of(closed)))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining(
            "jdk.net.UnixDomainPrincipal; this record is not Serializable, and its components cannot"
                + " be reached; let it implement Serializable, or open its package to the module"
                + " concurrent.futures (value → java.util.ImmutableCollections$List12[0])");
  }

  @Test
  void whatBelongsToThisJvmCannotTravel() {
    for (Object value :
        new Object[] {Thread.currentThread(), System.in, Stream.of(1), new Object()}) {
      assertThatThrownBy(() -> Link.copy(value))
          .isInstanceOf(EncodeException.class)
          .hasMessageContaining(value.getClass().getName() + " is not Serializable");
    }
  }

  @Test
  void aPlainClassOfTheUserCannotTravel() {
    class Plain {}
    assertThatThrownBy(() -> Link.copy(List.of(new Plain())))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining("Plain is not Serializable");
  }
}
