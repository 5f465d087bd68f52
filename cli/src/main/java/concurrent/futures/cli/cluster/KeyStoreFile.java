package concurrent.futures.cli.cluster;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key of a cluster, which the JDK's keytool makes. */
public final class KeyStoreFile {
  private static final int PASSWORD_BYTES = 24;
  private static final int LEAST = 6; // keytool's rule
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path file;
  private final @Nullable Path passwordFile;

  /**
   * Prepares a file.
   *
   * @param passwordFile holds the password; null: that of the environment, or a new one
   */
  public KeyStoreFile(Path file, @Nullable Path passwordFile) {
    this.file = file;
    this.passwordFile = passwordFile;
  }

  /** True if this Java can make keys. */
  public static boolean hasKeytool() {
    return Files.isExecutable(keytool());
  }

  private static Path keytool() {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    return Path.of(System.getProperty("java.home"), "bin", windows ? "keytool.exe" : "keytool");
  }

  /**
   * Makes it.
   *
   * @return what to tell the user
   * @throws CommandException if that is impossible
   */
  public String make() {
    if (!hasKeytool()) {
      throw new CommandException(
          ExitCode.BROKEN,
          "this Java has no keytool ("
              + keytool()
              + "), which makes the key: point JAVA_HOME to a JDK and try again.");
    }
    refuseExisting(file);
    Path made = null;
    boolean done = false;
    try {
      Path password = passwordFile;
      if (password != null) {
        check(AccessOptions.read(password), password.toString());
      } else if (System.getenv(AccessOptions.PASSWORD) != null) {
        check(System.getenv(AccessOptions.PASSWORD), AccessOptions.PASSWORD);
      } else {
        password = AccessOptions.beside(file);
        refuseExisting(password);
        writePassword(password);
        made = password;
      }
      generate(password);
      done = true;
      return next(made);
    } catch (FileAlreadyExistsException e) {
      throw exists(Path.of(e.getFile()));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.IO, "the key cannot be written: " + e.getMessage() + ".", e);
    } finally {
      if (!done && made != null) {
        delete(made);
      }
    }
  }

  private static void refuseExisting(Path path) {
    if (Files.exists(path)) {
      throw exists(path);
    }
  }

  private static CommandException exists(Path path) {
    return CommandException.usage(
        path + " exists already, and is not overwritten: choose another --out, or move it away.");
  }

  private static void check(String password, String where) {
    if (password.length() < LEAST) {
      throw CommandException.usage(
          "the password in " + where + " is too short: at least " + LEAST + " characters.");
    }
  }

  private static FileAttribute<?>[] only(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static void writePassword(Path path) throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Files.createFile(path, only("rw-------")); // so nobody else can have opened it
    Files.write(path, (password + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** In a directory that others cannot enter, as keytool makes files that they can read. */
  private void generate(@Nullable Path password) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path directory = Files.createTempDirectory(parent, ".futures-key", only("rwx------"));
    Path fresh = directory.resolve("key.p12");
    try {
      run(
          List.of(
              keytool().toString(),
              "-genkeypair",
              "-alias",
              "futures",
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=futures",
              "-validity",
              "3650",
              "-storetype",
              "PKCS12",
              "-keystore",
              fresh.toString(),
              password == null ? "-storepass:env" : "-storepass:file",
              password == null ? AccessOptions.PASSWORD : password.toString()));
      if (POSIX) {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      }
      Files.move(fresh, file); // not over one that somebody has made meanwhile
    } finally {
      delete(fresh);
      delete(directory);
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() == 0) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("keytool says: " + output.strip());
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      return; // it stays
    }
  }

  private String next(@Nullable Path password) {
    String files = password == null ? file.toString() : file + " and " + password;
    return "made "
        + files
        + ": readable by you alone, valid for ten years\n"
        + "Whoever has them can run code on all members. Copy them to every machine, and then:\n"
        + "  futures worker --bind HOST:7800 --key "
        + file
        + "\n  futures worker --join HOST:7800 --key "
        + file
        + "\n  futures map -x cluster=HOST:7800 --key "
        + file
        + " ...\n";
  }
}
