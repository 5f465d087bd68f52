package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The places from which this library may be loaded. */
class CoreCodeTest {
  @TempDir Path temporary;

  @Test
  void jarWithinAJarIsCopiedOnceAndWorkersRunFromIt() throws Exception {
    Path outer = appJar();
    URL source = new URL("jar:" + outer.toUri() + "!/BOOT-INF/lib/core.jar!/");
    try (RunDirectory directory = RunDirectory.acquire()) {
      String location = CoreCode.location(source, directory, null);
      assertThat(location).isEqualTo(directory.path().resolve("core.jar").toString());
      assertThat(printedBy("-cp", location, TestParent.class.getName()))
          .contains("closed SerializedLambda");
      Files.delete(outer);
      assertThat(CoreCode.location(source, directory, null)).isEqualTo(location);
    }
  }

  @Test
  void jarWithinAJarMayHaveAProtocolOfItsOwn() throws Exception {
    System.setProperty("java.protocol.handler.pkgs", CoreCode.class.getPackageName());
    try (RunDirectory directory = RunDirectory.acquire()) {
      URL source = new URL("jar:nested:" + appJar() + "/!BOOT-INF/lib/core.jar!/");
      assertThat(CoreCode.location(source, directory, null))
          .isEqualTo(directory.path().resolve("core.jar").toString());
    } finally {
      System.clearProperty("java.protocol.handler.pkgs");
    }
  }

  @Test
  void jarWithinAJarIsKeptForTheNextProgram() throws Exception {
    URL source = new URL("jar:" + appJar().toUri() + "!/BOOT-INF/lib/core.jar!/");
    Path place = temporary.resolve("cache");
    StartCache cache = new StartCache(place);
    try (RunDirectory directory = RunDirectory.acquire()) {
      Path kept = Path.of(CoreCode.location(source, directory, cache));
      assertThat(kept).hasParent(place);
      assertThat(printedBy("-cp", kept.toString(), TestParent.class.getName()))
          .contains("closed SerializedLambda");
      assertThat(CoreCode.location(source, directory, cache)).isEqualTo(kept.toString());
      FileTime time = Files.getLastModifiedTime(kept); // an archive knows its jar by it
      Files.delete(kept);
      assertThat(CoreCode.location(source, directory, cache)).isEqualTo(kept.toString());
      assertThat(Files.getLastModifiedTime(kept)).isEqualTo(time);
      assertThat(directory.path().resolve("core.jar")).doesNotExist();
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThat(CoreCode.location(source, directory, cache))
          .isEqualTo(directory.path().resolve("core.jar").toString());
    }
  }

  @Test
  void copyIsMadeAgainOnlyIfItWasChanged() throws Exception {
    StartCache cache = new StartCache(temporary.resolve("cache"));
    try (RunDirectory directory = RunDirectory.acquire()) {
      Path kept = Objects.requireNonNull(cache.keep("this library".getBytes(), directory));
      FileTime time = Files.getLastModifiedTime(kept);
      Object file = Files.readAttributes(kept, BasicFileAttributes.class).fileKey();
      assertThat(cache.keep("this library".getBytes(), directory)).isEqualTo(kept);
      assertThat(Files.readAttributes(kept, BasicFileAttributes.class).fileKey()).isEqualTo(file);
      Files.writeString(kept, "that library");
      assertThat(cache.isKept(kept, directory)).isFalse();
      Files.setLastModifiedTime(kept, time);
      assertThat(cache.keep("this library".getBytes(), directory)).hasContent("this library");
      Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rw-rw-rw-"));
      assertThat(cache.isKept(kept, directory)).isFalse();
      assertThat(cache.keep("this library".getBytes(), directory)).isEqualTo(kept);
      assertThat(cache.isKept(kept, directory)).isTrue();
      assertThat(cache.keep("another version".getBytes(), directory)).isNotEqualTo(kept);
    }
  }

  @Test
  void nothingIsKeptWhereOthersMayWriteOrNoWorkerFindsIt() throws Exception {
    byte[] jar = "this library".getBytes();
    Path place = Files.createDirectory(temporary.resolve("cache"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (RunDirectory directory = RunDirectory.acquire()) {
      for (String name : List.of("cache", "a:b", "a b", "no/parent", "file/cache")) {
        Files.write(temporary.resolve("file"), jar);
        Path cache = temporary.resolve(name);
        assertThat(new StartCache(cache).keep(jar, directory) != null)
            .as(name)
            .isEqualTo(name.equals("no/parent")); // is made
      }
    }
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void jarAndDirectoryAreUsedWhereTheyAre() throws Exception {
    Path jar = temporary.resolve("my core.jar");
    Files.createFile(jar);
    try (RunDirectory directory = RunDirectory.acquire()) {
      assertThat(CoreCode.location(jar.toUri().toURL(), directory, null)).isEqualTo(jar.toString());
      assertThat(CoreCode.location(new URL("jar:" + jar.toUri() + "!/"), directory, null))
          .isEqualTo(jar.toString());
      assertThat(CoreCode.location(new URL("file:" + jar), directory, null))
          .isEqualTo(jar.toString());
      assertThat(CoreCode.location(directory)).isEqualTo(classes(CoreCode.class).toString());
    }
  }

  @Test
  void codeThatNoOtherJvmCanLoadIsRefused() throws Exception {
    Path outer = temporary.resolve("app.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(outer))) {
      put(jar, "BOOT-INF/classes", InputStream.nullInputStream());
    }
    URL source = new URL("jar:" + outer.toUri() + "!/BOOT-INF/classes!/");
    try (RunDirectory directory = RunDirectory.acquire()) {
      assertThatThrownBy(() -> CoreCode.location(source, directory, null))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(source.toString())
          .hasMessageContaining("unpack");
      assertThatThrownBy(() -> CoreCode.location(null, directory, null))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("unpack");
    }
  }

  /** Such as an archive of the whole program. */
  @Test
  void jarWithThisLibraryInADirectoryIsRefused() throws Exception {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    String name = "BOOT-INF/classes/" + CoreCode.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(inner)) {
      put(jar, name, InputStream.nullInputStream());
    }
    Path outer = temporary.resolve("app.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(outer))) {
      put(jar, "lib/app.jar", new ByteArrayInputStream(inner.toByteArray()));
    }
    URL source = new URL("jar:" + outer.toUri() + "!/lib/app.jar!/");
    StartCache cache = new StartCache(temporary.resolve("cache"));
    try (RunDirectory directory = RunDirectory.acquire()) {
      assertThatThrownBy(() -> CoreCode.location(source, directory, cache))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("unpack");
      assertThat(directory.path().resolve("core.jar")).doesNotExist();
      assertThat(cache.directory()).doesNotExist();
    }
  }

  @Test
  void moduleStartsWorkersFromItsModulePath() throws Exception {
    String patch = "concurrent.futures=" + classes(CoreCodeTest.class);
    String[] arguments = {
      "--module-path",
      classes(CoreCode.class).toString(),
      "--patch-module",
      patch,
      "-m",
      "concurrent.futures/" + TestParent.class.getName()
    };
    assertThat(printedBy(arguments))
        .contains("module concurrent.futures\n", "opened SerializedLambda", "class path \n");
  }

  @Test
  void classPathStartsWorkersFromItsClassPath() throws Exception {
    String path = classes(CoreCodeTest.class) + File.pathSeparator + classes(CoreCode.class);
    assertThat(printedBy("-cp", path, TestParent.class.getName()))
        .contains("module null\n", "closed SerializedLambda")
        .contains("class path " + classes(CoreCode.class) + File.pathSeparator + path + "\n");
  }

  private static String printedBy(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(JvmSettings.currentJava().toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes());
  }

  private static Path classes(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** An executable jar, as Spring Boot builds it, with this library in it. */
  private Path appJar() throws Exception {
    Path outer = temporary.resolve("my app.jar");
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    writeJar(inner, classes(CoreCode.class), classes(CoreCodeTest.class));
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(outer))) {
      put(jar, "BOOT-INF/lib/core.jar", new ByteArrayInputStream(inner.toByteArray()));
    }
    return outer;
  }

  private static void writeJar(OutputStream out, Path... roots) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(out)) {
      for (Path root : roots) {
        for (Path file : filesIn(root.resolve("concurrent/futures/internal/process"))) {
          try (InputStream in = Files.newInputStream(file)) {
            put(jar, root.relativize(file).toString(), in);
          }
        }
      }
    }
  }

  private static List<Path> filesIn(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void put(JarOutputStream jar, String name, InputStream in) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    in.transferTo(jar);
    jar.closeEntry();
  }
}
