package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import concurrent.futures.WorkerLostException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that is cut in two, with members in network namespaces of their own, over TLS. Needs
 * Linux, root and {@code ip}; {@code -Dnetns=skip}, or the environment variable {@code NETNS=skip},
 * says that this machine has not got them.
 */
@Timeout(180)
class ClusterNetworkCutTest {
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final String LOST = "1 " + WorkerLostException.class.getName();

  private final List<AutoCloseable> toClose = new ArrayList<>();
  @TempDir Path directory;
  @TempDir Path keys;
  private Marks marks;
  private CutNetwork network;
  private Members members;

  private <T extends AutoCloseable> T closing(T closeable) {
    toClose.add(0, closeable);
    return closeable;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : toClose) {
      closeable.close();
    }
    long pid = ProcessHandle.current().pid();
    assertThat(CutNetwork.namespaces()).noneMatch(name -> name.contains("-" + pid + "-"));
  }

  private static boolean isToBeSkipped() {
    boolean skip =
        System.getProperty("netns", "").equals("skip") || "skip".equals(System.getenv("NETNS"));
    if (skip) {
      System.out.println("ClusterNetworkCutTest: NOT TESTED, as netns=skip was said");
    }
    return skip;
  }

  private static CutNetwork makeNetwork() throws InterruptedException {
    try {
      return new CutNetwork();
    } catch (IOException e) {
      return fail(
          "no network namespaces can be made here ("
              + e.getMessage()
              + "); this test needs Linux, root and iproute2; where they are not to be had, say so:"
              + " -Dnetns=skip, or NETNS=skip in the environment",
          e);
    }
  }

  private static String with(String name, Members.Member member) {
    return name + "-" + member.process.pid();
  }

  private Members.Member member(CutNetwork.Place place) {
    return members.start(
        2, MemberJvm.standard().by(place.prefix()), Map.of("host", place.address()));
  }

  private RemoteSubmitter submitter(CutNetwork.Place place, Map<String, String> tls, int minimum)
      throws IOException {
    Map<String, String> settings = new HashMap<>(tls);
    settings.put("host", place.address());
    settings.put("seeds", members.addresses()[0]);
    settings.put("directory", directory.toString());
    settings.put("minimumWorkers", Integer.toString(minimum));
    return closing(new RemoteSubmitter(MemberJvm.standard().by(place.prefix()), settings));
  }

  private static void submit(RemoteSubmitter to, String name, int n, int retries) throws Exception {
    for (int i = 0; i < n; i++) {
      to.submit(name + i, retries);
    }
  }

  private Set<String> held(String name) {
    return marks.held().stream().filter(mark -> mark.startsWith(name)).collect(Collectors.toSet());
  }

  private static String pidOf(String mark) {
    return mark.substring(mark.indexOf('-') + 1);
  }

  /** The number of the task that the member executes. */
  private String heldAt(Members.Member member, String name) {
    return held(name).stream()
        .filter(mark -> mark.endsWith("-" + member.process.pid()))
        .map(mark -> mark.substring(0, mark.indexOf('-')))
        .findFirst()
        .orElseThrow();
  }

  private void awaitHeld(String name, int n) {
    await().atMost(LONG).until(() -> held(name).size() == n);
  }

  private static void awaitMembers(int n, RemoteSubmitter... submitters) {
    for (RemoteSubmitter submitter : submitters) {
      await().atMost(LONG).until(() -> submitter.members() == n);
    }
  }

  @Test
  void eachSideGoesOnWithWhatItSeesAndTheyMeetAgain() throws Exception {
    if (isToBeSkipped()) {
      return;
    }
    network = closing(makeNetwork());
    marks = new Marks(directory);
    Path keyStore = Keys.make(keys.resolve("cluster.p12"), "not secret");
    Map<String, String> tls =
        Map.of("keyStore", keyStore.toString(), "password", "not secret", "failureTimeout", "6");
    members = closing(new Members(tls));
    Members.Member one = member(network.left());
    Members.Member two = member(network.left());
    Members.Member far = member(network.right());
    RemoteSubmitter left = submitter(network.left(), tls, 1);
    RemoteSubmitter right = submitter(network.right(), tls, 1);
    RemoteSubmitter guarded = submitter(network.right(), tls, 3);
    awaitMembers(6, left, right, guarded);

    submit(right, "right", 3, 2); // one at each member, with retries
    awaitHeld("right", 3);
    submit(left, "left", 3, 0); // and another one
    awaitHeld("left", 3);
    assertThat(held("right")).extracting(ClusterNetworkCutTest::pidOf).doesNotHaveDuplicates();
    assertThat(held("left")).extracting(ClusterNetworkCutTest::pidOf).doesNotHaveDuplicates();
    submit(left, "sent", 3, 0); // one to each member, where they wait for a thread
    submit(left, "queued", 3, 0); // for these there is no slot
    String lost = heldAt(far, "left");
    String stays = heldAt(far, "right");

    network.cut();

    // The members notice that the submitters have gone ...
    await().atMost(LONG).until(() -> marks.interrupted().contains(with(lost, far)));
    // ... and each submitter that the members of the other side have.
    awaitMembers(3, left, right, guarded);
    await().atMost(LONG).until(() -> left.state(lost).startsWith(LOST));
    assertThat(left.state(lost)).contains(far.address);
    guarded.submit("guarded", 0);

    // With retries: once more on this side, while what executed here goes on.
    await()
        .atMost(LONG)
        .until(
            () ->
                held("right").stream().allMatch(m -> m.endsWith(pid(far)))
                    && held("right").size() == 2);
    assertThat(held("right")).contains(with(stays, far));
    for (int i = 0; i < 3; i++) {
      String name = "right" + i;
      await()
          .atMost(LONG)
          .until(
              () -> {
                held("right").forEach(marks::release);
                return right.state(name).equals("1 " + far.process.pid());
              });
    }

    // What waited goes on at this side; what may have started on the other one has failed.
    await()
        .atMost(LONG)
        .until(
            () -> {
              marks.held().forEach(marks::release);
              for (int i = 0; i < 3; i++) {
                for (String name : List.of("left", "sent", "queued")) {
                  if (!left.state(name + i).startsWith("1 ")) {
                    return false;
                  }
                }
              }
              return true;
            });
    List<String> here = List.of("1 " + one.process.pid(), "1 " + two.process.pid());
    int failed = 0;
    for (int i = 0; i < 3; i++) {
      assertThat(here).contains(left.state("queued" + i));
      if (left.state("sent" + i).startsWith(LOST)) {
        assertThat(left.state("sent" + i)).contains(far.address);
        failed++;
      } else {
        assertThat(here).contains(left.state("sent" + i));
      }
    }
    assertThat(failed).isEqualTo(1);

    // The smaller side works, but for who wants more slots.
    right.submit("alone", 0);
    awaitHeld("alone", 1);
    marks.release();
    await().atMost(LONG).until(() -> right.state("alone").equals("1 " + far.process.pid()));
    assertThat(guarded.state("guarded")).isEqualTo("PENDING");

    network.heal();

    awaitMembers(6, left, right, guarded);
    awaitHeld("guarded", 1);
    marks.release();
    submit(left, "again", 3, 0);
    awaitHeld("again", 3);
    assertThat(held("again"))
        .extracting(ClusterNetworkCutTest::pidOf)
        .containsExactlyInAnyOrder(pid(one), pid(two), pid(far));
    marks.release();
    for (int i = 0; i < 3; i++) {
      String name = "again" + i;
      await().atMost(LONG).until(() -> left.state(name).matches("1 \\d+"));
    }
    await().atMost(LONG).until(() -> guarded.state("guarded").matches("1 \\d+"));
    assertThat(left.state(lost)).startsWith(LOST);
    assertThat(right.state(stays)).isEqualTo("1 " + far.process.pid());
  }

  @Test
  void membersThatCannotReachEachOtherDoWithoutAndMeetAgain() throws Exception {
    if (isToBeSkipped()) {
      return;
    }
    network = closing(makeNetwork());
    marks = new Marks(directory);
    Path keyStore = Keys.make(keys.resolve("cluster.p12"), "not secret");
    Map<String, String> tls = Map.of("keyStore", keyStore.toString(), "password", "not secret");
    members = closing(new Members(tls));
    Members.Member first = member(network.left());
    CutNetwork.Place far = network.left();
    Members.Member second = member(far);
    CutNetwork.Place near = network.left();
    RemoteSubmitter submitter = submitter(near, tls, 1);
    awaitMembers(3, submitter);
    submit(submitter, "here", 2, 0);
    awaitHeld("here", 2);
    String lost = heldAt(second, "here");
    String stays = heldAt(first, "here");

    network.separate(near, far);

    awaitMembers(2, submitter);
    await().atMost(LONG).until(() -> submitter.state(lost).startsWith(LOST));
    await().atMost(LONG).until(() -> marks.interrupted().contains(with(lost, second)));
    assertThat(submitter.state(stays)).isEqualTo("RUNNING");
    marks.release();
    submit(submitter, "next", 2, 0);
    awaitHeld("next", 2);
    assertThat(held("next")).allMatch(mark -> mark.endsWith(pid(first)));
    marks.release();

    network.reunite(near, far);

    awaitMembers(3, submitter);
    await()
        .atMost(LONG)
        .until(
            () ->
                submitter.state("next0").startsWith("1 ")
                    && submitter.state("next1").startsWith("1 "));
    submit(submitter, "again", 4, 0); // as many as there are slots again
    awaitHeld("again", 4);
    assertThat(held("again"))
        .extracting(ClusterNetworkCutTest::pidOf)
        .containsExactlyInAnyOrder(pid(first), pid(first), pid(second), pid(second));
    marks.release();
  }

  private static String pid(Members.Member member) {
    return Long.toString(member.process.pid());
  }
}
