package concurrent.futures;

import static concurrent.futures.LaunchPrograms.PRINTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.contract.Jvm;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same program prints the same, however it is started. */
class LaunchFormsTest {
  private static final Path CORE = locationOf(ProcessPoolExecutor.class);

  @TempDir Path temporary;
  private Path classes;

  @BeforeEach
  void compileProgram() throws Exception {
    classes = compiled("classes", "app/Program.java", LaunchPrograms.PROGRAM);
    Files.writeString(classes.resolve("app/note.txt"), "a note\n");
  }

  @Test
  void classPath() throws Exception {
    assertPrints(PRINTED, "-cp", classes + File.pathSeparator + CORE, "app.Program");
  }

  @Test
  void classPathInTheManifestOfAJar() throws Exception {
    Manifest manifest = manifest(Map.of("Class-Path", classes.toUri() + " " + CORE.toUri()));
    Path jar = jar("only a manifest.jar", manifest);
    assertPrints(PRINTED, "-cp", jar.toString(), "app.Program");
  }

  @Test
  void modulePath() throws Exception {
    Path module = compiledModule();
    assertPrints(PRINTED, "-p", module + File.pathSeparator + CORE, "-m", "app/app.Program");
  }

  @Test
  void modulePathOfJars() throws Exception {
    jar("modules/app.jar", manifest(Map.of()), compiledModule());
    jar("modules/core.jar", manifest(Map.of()), CORE);
    assertPrints(PRINTED, "-p", temporary.resolve("modules").toString(), "-m", "app/app.Program");
  }

  @Test
  void sourceFile() throws Exception {
    Path source = temporary.resolve("source/app/Program.java");
    write(source, LaunchPrograms.PROGRAM);
    write(temporary.resolve("source/app/note.txt"), "a note");
    String path = temporary.resolve("source") + File.pathSeparator + CORE;
    assertPrints(PRINTED, "-cp", path, source.toString());
  }

  @Test
  void classesOfASourceFileComeInFewRequests() throws Exception {
    Path source = temporary.resolve("Needy.java");
    write(source, LaunchPrograms.NEEDY);
    Jvm jvm = Jvm.command("java", List.of("-cp", CORE.toString(), source.toString()), "");
    assertThat(jvm.err()).isEmpty();
    assertThat(jvm.out()).hasSize(2).startsWith("11");
    assertThat(Integer.parseInt(jvm.out().get(1))).isBetween(1, 2);
  }

  @Test
  void shell() throws Exception {
    List<String> options =
        List.of(
            "--class-path",
            CORE.toString(),
            "-J-Djava.util.prefs.userRoot=" + temporary,
            "-J-Djava.util.logging.config.file=" + Files.createFile(temporary.resolve("nothing")),
            "-s",
            "-");
    Jvm jvm = Jvm.command("jshell", options, LaunchPrograms.SESSION);
    assertThat(jvm.err()).isEmpty();
    assertThat(jvm.out())
        .startsWith(
            "direct: 7",
            "through a method: 42",
            "record: Pair[a=1, b=b]",
            "bound: 2",
            "unbound: 2",
            "constructor: Pair[a=2, b=c]",
            "own class: 6",
            "captured: 0",
            "captured: 6",
            "new value: 49",
            "new method: 490")
        .contains("printed in a task")
        .anyMatch(line -> line.matches("own error: REPL\\..*Refused: no"))
        .anyMatch(line -> line.startsWith("not serializable: the variable lock of this shell"));
  }

  @Test
  void executableJarOfSpringBoot() throws Exception {
    String jar = executableJar(classes).toString();
    assertPrints(PRINTED, "-Dconcurrent.futures.startCache=off", "-jar", jar);
  }

  @Test
  void workersOfAnExecutableJarHaveAnArchive() throws Exception {
    Path jar = executableJar(compiled("logging", "app/Program.java", LaunchPrograms.LOGGING));
    Path cache = temporary.resolve("cache");
    Path log = temporary.resolve("loaded.txt");
    List<String> program =
        List.of("-Dconcurrent.futures.startCache=" + cache, "-jar", "" + jar, "" + log);
    assertThat(Jvm.command("java", program, "").out()).containsExactly("2");
    assertThat(mainsFromArchive(log)).isEmpty();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> List.of(cache.toFile().list()).toString().matches(".*\\.(jsa|aot).*"));
    assertThat(Jvm.command("java", program, "").out()).containsExactly("2");
    assertThat(mainsFromArchive(log)).hasSize(1);
    assertThat(cache.toFile().list()).filteredOn(name -> name.endsWith(".jar")).hasSize(1);
  }

  private static List<String> mainsFromArchive(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.matches(".*internal\\.worker\\.WorkerMain .*shared objects file.*"))
        .toList();
  }

  private Path executableJar(Path program) throws Exception {
    Path root = temporary.resolve("boot");
    unzip(locationOf(Class.forName("org.springframework.boot.loader.launch.JarLauncher")), root);
    copy(program, root.resolve("BOOT-INF/classes"));
    Files.createDirectories(root.resolve("BOOT-INF/lib"));
    jar("boot/BOOT-INF/lib/core.jar", manifest(Map.of()), CORE);
    Map<String, String> attributes =
        Map.of(
            "Main-Class", "org.springframework.boot.loader.launch.JarLauncher",
            "Start-Class", "app.Program",
            "Spring-Boot-Classes", "BOOT-INF/classes/",
            "Spring-Boot-Lib", "BOOT-INF/lib/");
    return jar("application.jar", manifest(attributes), root);
  }

  @Test
  void pluginInALoaderOfItsOwn() throws Exception {
    assertPrints(PRINTED, "-cp", host(), "host.Host", "parentFirst", classes.toString());
  }

  @Test
  void pluginWhoseLoaderPrefersItsOwnClasses() throws Exception {
    String other = LaunchPrograms.PROGRAM.replace("n * n", "-n").replace("2 * p.x", "-p.x");
    Path old = compiled("old", "app/Program.java", other);
    String path = host() + File.pathSeparator + old;
    assertPrints(PRINTED, "-cp", path, "host.Host", "ownFirst", classes.toString());
  }

  @Test
  void pluginSharesClassesOfTheLoaderAboveIt() throws Exception {
    Path api = compiled("api", "api/Money.java", LaunchPrograms.SHARED);
    Path plugin = compiled("plugin", "app/Program.java", LaunchPrograms.SHARING, api);
    assertPrints(
        List.of("Money[cents=3]", "Money[cents=99]", "Money[cents=2]"),
        "-cp",
        host(),
        "host.Host",
        "parentFirst",
        api.toString(),
        plugin.toString());
  }

  @Test
  void classThatCannotBeHadIsNamedInTheFutureOfItsTask() throws Exception {
    Path plugin = compiled("closed", "gone/Task.java", LaunchPrograms.GONE);
    try (var pool = new ProcessPoolExecutor(1)) {
      Call<?> late = task(plugin, "late");
      assertThat(pool.submit(task(plugin, "late")).result()).isEqualTo("gone.Task$Late");
      assertNames(pool.submit(closed(plugin, "late")), "gone.Task");
      assertThat(pool.submit(late).result()).as("others go on").isEqualTo("gone.Task$Late");
      Files.delete(plugin.resolve("gone/Task$Late.class"));
      assertNames(pool.submit(task(plugin, "late")), "gone.Task$Late");
    }
  }

  /** A call that the class hands out, whose loader is closed when it is asked to be. */
  private static Call<?> task(Path classes, String name) throws Exception {
    return task(new URLClassLoader(new URL[] {classes.toUri().toURL()}), name);
  }

  private static Call<?> closed(Path classes, String name) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      return task(loader, name);
    }
  }

  private static Call<?> task(URLClassLoader loader, String name) throws Exception {
    return (Call<?>) loader.loadClass("gone.Task").getMethod(name).invoke(null);
  }

  private static void assertNames(Future<?> future, String className) {
    Throwable failure = future.exception();
    assertThat(failure).isInstanceOfAny(ClassNotFoundException.class, NoClassDefFoundError.class);
    assertThat(failure instanceof Error ? failure.getCause() : failure)
        .isInstanceOf(ClassNotFoundException.class)
        .hasMessageContaining(className)
        .hasMessageContaining("put it on the class path");
  }

  private String host() throws Exception {
    return compiled("host", "host/Host.java", LaunchPrograms.HOST) + File.pathSeparator + CORE;
  }

  private Path compiledModule() throws Exception {
    write(temporary.resolve("module-info.java"), "module app { requires concurrent.futures; }");
    Path module = temporary.resolve("module");
    compile("-p", CORE.toString(), "-d", module.toString(), "module-info.java", "app/Program.java");
    Files.copy(classes.resolve("app/note.txt"), module.resolve("app/note.txt"));
    return module;
  }

  private static void assertPrints(List<String> lines, String... arguments) throws Exception {
    Jvm jvm = Jvm.command("java", List.of(arguments), "");
    assertThat(jvm.err()).isEmpty();
    assertThat(jvm.out()).isEqualTo(lines);
    assertThat(jvm.exitCode()).isZero();
  }

  // ---- making programs

  private static Path locationOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Path compiled(String to, String file, String source, Path... with) throws Exception {
    write(temporary.resolve(file), source);
    Path target = temporary.resolve(to);
    StringBuilder path = new StringBuilder(CORE.toString());
    for (Path each : with) {
      path.append(File.pathSeparator).append(each);
    }
    compile("-cp", path.toString(), "-d", target.toString(), file);
    return target;
  }

  private void compile(String... arguments) {
    List<String> all = new ArrayList<>();
    for (String argument : arguments) {
      all.add(argument.endsWith(".java") ? temporary.resolve(argument).toString() : argument);
    }
    int code =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, all.toArray(new String[0]));
    assertThat(code).as("javac %s", all).isZero();
  }

  private static Manifest manifest(Map<String, String> attributes) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
    return manifest;
  }

  /** A jar without compression, as nested ones must be. */
  private Path jar(String name, Manifest manifest, Path... roots) throws IOException {
    Path jar = temporary.resolve(name);
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      for (Path root : roots) {
        for (Path file : filesIn(root)) {
          addStored(entries, root.relativize(file).toString(), Files.readAllBytes(file));
        }
        addDirectories(entries, root);
      }
    }
    return jar;
  }

  private static void addStored(JarOutputStream entries, String name, byte[] content)
      throws IOException {
    if (name.equals("META-INF/MANIFEST.MF")) {
      return;
    }
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name.replace(File.separatorChar, '/'));
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entries.putNextEntry(entry);
    entries.write(content);
    entries.closeEntry();
  }

  /** Spring Boot looks for the entry of its directory of classes. */
  private static void addDirectories(JarOutputStream entries, Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root, 2)) {
      for (Path path : all.filter(Files::isDirectory).toList()) {
        String name = root.relativize(path).toString();
        if (!name.isEmpty() && !name.equals("META-INF")) {
          addStored(entries, name + "/", new byte[0]);
        }
      }
    }
  }

  private static void unzip(Path jar, Path to) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      copy(files.getPath("/"), to);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : filesIn(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }

  private static List<Path> filesIn(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
