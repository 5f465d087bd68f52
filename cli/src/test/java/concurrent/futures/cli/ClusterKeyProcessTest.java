package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** The key of a cluster, and what can be wrong when one is joined. */
class ClusterKeyProcessTest extends ClusterProcessFixture {
  private Command.Outcome init(String file, String... options) {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "cluster";
    arguments[1] = "init";
    arguments[2] = "--out";
    arguments[3] = file;
    System.arraycopy(options, 0, arguments, 4, options.length);
    return futures(arguments).in(directory).run();
  }

  @Test
  void whoHasTheKeyIsAMember() throws IOException {
    Command.Outcome made = init("a.p12");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.out()).contains("made a.p12 and a.p12.password", "can run code", "--key a.p12");
    Path key = directory.resolve("a.p12");
    Path password = directory.resolve("a.p12.password");
    for (Path file : new Path[] {key, password}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    byte[] before = Files.readAllBytes(key);
    Command.Outcome again = init("a.p12");
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("a.p12 exists already, and is not overwritten");
    assertThat(Files.readAllBytes(key)).isEqualTo(before);

    Worker worker = worker("--key", key.toString(), "--slots", "1", "--cluster", "keyed");
    Path moved = Files.move(password, directory.resolve("secret"));
    String[] access = {"--key", key.toString(), "--cluster", "keyed", "-q", "-e", "line + '!'"};
    Command.Outcome none = map(worker, access).input("a\n").run();
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("needs its password: give --password-file FILE, set FUTURES_");
    String secret = Files.readString(moved).strip();
    Command.Outcome mapped =
        map(worker, access).env("FUTURES_CLUSTER_PASSWORD", secret).input("a\n").run();
    assertThat(mapped).isEqualTo(new Command.Outcome(0, "a!\n", ""));

    String other = directory.resolve("b.p12").toString();
    assertThat(init("b.p12", "--password-file", moved.toString()).exit()).isZero();
    Command.Outcome refused =
        map(worker, "--key", other, "--password-file", moved.toString(), "-e", "line").run();
    assertThat(refused.exit()).isEqualTo(6);
    assertThat(refused.err())
        .contains(
            "cannot join cluster 'futures'", worker.address() + " refuses the key", "use the same");
    assertThat(refused.err().lines()).hasSize(1);
  }

  @Test
  void whatIsWrongWithTheAddresses() {
    Worker worker = worker("--slots", "1");
    assertFails(6, "the port is in use; choose another", "worker", "--bind", worker.address());
    assertFails(
        6,
        "127.0.0.1:1 is not listening; start it, or check host and port",
        "worker",
        "--join",
        "127.0.0.1:1",
        "--join-timeout",
        "1s");
    assertFails(2, "'nowhere' is not HOST:PORT, such as", "worker", "--join", "nowhere");
    assertFails(2, "'a:b:1' is not HOST:PORT", "map", "-x", "cluster=a:b:1", "-e", "line");
    assertFails(2, "a port is between 1 and 65535", "cluster", "--join", "127.0.0.1:70000");
    assertFails(2, "needs --key FILE", "worker", "--bind", "0.0.0.0:0");
    assertFails(2, "--join is missing", "cluster", "status");
    assertFails(2, "-x cluster=HOST:PORT", "map", "-x", "cluster", "-e", "line");
    assertFails(2, "add -x cluster=HOST:PORT", "map", "--key", "k", "-e", "line");
    assertFails(5, "the key nope.p12 cannot be read", "worker", "--key", "nope.p12");
  }

  @Test
  void whatIsWrongWithAPassword() throws IOException {
    Command.Outcome little = init("c.p12", "--password-file", file("little", "abc\n"));
    assertThat(little.exit()).isEqualTo(2);
    assertThat(little.err()).contains("is too short: at least 6 characters");
    assertThat(directory.resolve("c.p12")).doesNotExist();
    assertThat(init("c.p12", "--password-file", file("good", "abcdef\n")).exit()).isZero();
    assertFails(
        6,
        "check that path and password belong together",
        "worker",
        "--key",
        directory.resolve("c.p12").toString(),
        "--password-file",
        file("wrong", "fedcba\n"),
        "--bind",
        "127.0.0.1:0");
  }

  private static void assertFails(int exit, String words, String... arguments) {
    Command.Outcome outcome = futures(arguments).input("a\n").run();
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("futures: ").contains(words).doesNotContain("\tat ");
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(exit);
  }
}
