package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** {@code //DEPS} and its kin, against a Maven repository made of files. */
class DependenciesProcessTest extends ProcessFixture {
  @Test
  void aDependencyBringsItsOwnDependencies() throws IOException {
    publish(
        "acme",
        "low",
        "1",
        "package low; public class Low { public static String low(String s) { return"
            + " s.toLowerCase(); } }");
    publish(
        "acme",
        "twice",
        "2",
        "package twice; public class Twice { public static String twice(String s) { return"
            + " low.Low.low(s + s); } }",
        "low:1");
    String source =
        file(
            "Uses.java",
            "//DEPS acme:twice:2\n//REPOS files="
                + repository().toUri()
                + "\nclass Uses { static String f(String s) { return twice.Twice.twice(s); } }");
    assertThat(run("map", "-q", source)).isEqualTo(new Command.Outcome(0, "abab\n", ""));
    // Now it is in the local repository.
    assertThat(run("map", "-q", "-o", source)).isEqualTo(new Command.Outcome(0, "abab\n", ""));
    assertThat(
            run(
                "map",
                "-q",
                "--deps",
                "acme:low:1",
                "--repos",
                repository().toUri().toString(),
                "low.Low::low"))
        .isEqualTo(new Command.Outcome(0, "ab\n", ""));
  }

  @Test
  void aMissingDependencyIsAnErrorOfItsOwn() throws IOException {
    Files.createDirectories(repository());
    String source =
        file(
            "Misses.java",
            "//DEPS acme:nothing:1\n//REPOS "
                + repository().toUri()
                + "\nclass Misses { static String f(String s) { return s; } }");
    Command.Outcome outcome = run("map", source);
    assertThat(outcome.exit()).isEqualTo(4);
    assertThat(outcome.err())
        .startsWith("futures: cannot get the dependencies acme:nothing:1: ")
        .doesNotContain("\tat ");
    Command.Outcome offline = run("map", "--offline", source);
    assertThat(offline.exit()).isEqualTo(4);
    assertThat(offline.err()).contains("--offline: only the local repository was asked");
  }

  @Test
  void coordinatesThatAreNoneAreExplained() throws IOException {
    Command.Outcome outcome = run("map", "--deps", "gson", "-e", "line");
    assertThat(outcome.exit()).isEqualTo(4);
    assertThat(outcome.err()).contains("'gson' is not group:artifact:version");
    outcome = run("map", "--deps", "a:b:1", "--repos", "elsewhere", "-e", "line");
    assertThat(outcome.exit()).isEqualTo(4);
    assertThat(outcome.err()).contains("'elsewhere' is no Maven repository", "central");
  }

  private Command.Outcome run(String... arguments) {
    return futures(arguments)
        .jvm("-Dmaven.repo.local=" + directory.resolve("local"))
        .input("AB\n")
        .run();
  }

  private Path repository() {
    return directory.resolve("remote");
  }

  /** Compiles a class and puts it into the repository, as group:artifact:version. */
  private void publish(
      String group, String artifact, String version, String source, String... dependencies)
      throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes"));
    String name = Character.toUpperCase(artifact.charAt(0)) + artifact.substring(1);
    String file = file(name + ".java", source);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), "-cp", classes.toString(), file);
    assertThat(result).isZero();
    Path home =
        Files.createDirectories(repository().resolve(group + "/" + artifact + "/" + version));
    String base = artifact + "-" + version;
    try (OutputStream out = Files.newOutputStream(home.resolve(base + ".jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(artifact + "/" + name + ".class"));
      Files.copy(classes.resolve(artifact + "/" + name + ".class"), jar);
    }
    StringBuilder pom = new StringBuilder("<project><modelVersion>4.0.0</modelVersion>");
    pom.append(coordinates(group, artifact, version)).append("<dependencies>");
    for (String dependency : List.of(dependencies)) {
      String[] parts = dependency.split(":", -1);
      pom.append("<dependency>")
          .append(coordinates(group, parts[0], parts[1]))
          .append("</dependency>");
    }
    Files.writeString(home.resolve(base + ".pom"), pom.append("</dependencies></project>"));
  }

  private static String coordinates(String group, String artifact, String version) {
    return "<groupId>"
        + group
        + "</groupId><artifactId>"
        + artifact
        + "</artifactId><version>"
        + version
        + "</version>";
  }
}
