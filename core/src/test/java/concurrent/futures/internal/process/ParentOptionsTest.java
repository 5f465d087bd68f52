package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentOptionsTest {
  @TempDir Path temporary;

  @Test
  void optionsThatChangeWhatCodeMayDoArePassedOn() {
    assertThat(
            selected(
                "-Xmx1g",
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                "--add-reads",
                "--enable-preview",
                "-javaagent:x.jar",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dmy.property=1",
                "--enable-native-access",
                "ALL-UNNAMED",
                "--source",
                "17"))
        .containsExactly(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--enable-preview",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void argumentsOfTheProgramAreNotOptions() {
    assertThat(selected("Main", "--enable-preview")).isEmpty();
    assertThat(selected("-jar", "app.jar", "--enable-preview")).isEmpty();
    assertThat(selected("-m", "app/Main", "--enable-preview")).isEmpty();
    assertThat(selected("--module=app/Main", "--enable-preview")).isEmpty();
    assertThat(selected("Foo.java", "@" + temporary.resolve("none"), "--enable-preview")).isEmpty();
  }

  @Test
  void launcherOfItsOwnIsNotRead() {
    assertThat(ParentOptions.select(List.of("/opt/app/bin/app", "--enable-preview"))).isEmpty();
    assertThat(ParentOptions.select(List.of("C:\\jdk\\bin\\javaw.exe", "--enable-preview")))
        .containsExactly("--enable-preview");
    assertThat(ParentOptions.select(List.of())).isEmpty();
  }

  @Test
  void pathsBecomeAbsolute() {
    String here = new File("").getAbsolutePath();
    String separator = File.pathSeparator;
    assertThat(
            selected(
                "--patch-module=app=a" + separator + separator + "b",
                "-Djava.library.path=native",
                "--upgrade-module-path",
                "/up"))
        .containsExactly(
            "--patch-module=app=" + here + "/a" + separator + here + "/b",
            "-Djava.library.path=" + here + "/native",
            "--upgrade-module-path=/up");
  }

  @Test
  void argumentFilesAreRead() throws IOException {
    Path file =
        Files.writeString(
            temporary.resolve("options"), "# a comment\n--add-opens\n'a b/c=x'\n-Xmx1g Main");
    assertThat(selected("--enable-preview", "@" + file, "--add-reads=a=b"))
        .containsExactly("--enable-preview", "--add-opens=a b/c=x");
    assertThat(selected("--disable-@files", "@" + file)).isEmpty();
    assertThat(selected("@" + temporary.resolve("gone"), "--enable-preview"))
        .containsExactly("--enable-preview");
  }

  @Test
  void wordsOfAnArgumentFileAreThoseOfTheJavaCommand() throws Exception {
    String text =
        """
        # the words of the program
        "one two" 'thr"ee' fo"u"r	"f\\\\i\\"ve\\tsix" back\\slash # "comment"
        "seven \\
             eight" ''nine "" "ten#
        eleven#twelve thirteen
        'fourteen""";
    Path options = temporary.resolve("options");
    Files.writeString(
        options,
        "-cp "
            + ArgumentFile.quote(classes(ParentOptionsTest.class))
            + " "
            + Words.class.getName()
            + "\n"
            + text);
    assertThat(printedBy("@" + options))
        .containsExactlyElementsOf(ArgumentFile.words(text))
        .hasSize(10);
  }

  @Test
  void quotedWordIsReadAsItIs() {
    String word = "C:\\dir with\tspace\\\"x\"#";
    assertThat(ArgumentFile.words("a " + ArgumentFile.quote(word) + " b"))
        .containsExactly("a", word, "b");
  }

  @Test
  void ownCommandLineIsRead() throws Exception {
    Path file =
        Files.writeString(temporary.resolve("options"), "--enable-native-access ALL-UNNAMED");
    String classes =
        classes(ParentOptionsTest.class) + File.pathSeparator + classes(ParentOptions.class);
    assertThat(printedBy("@" + file, "-cp", classes, Inherited.class.getName(), "--enable-preview"))
        .containsExactly("--enable-native-access=ALL-UNNAMED");
  }

  private static List<String> selected(String... words) {
    List<String> line = new ArrayList<>(List.of("/usr/bin/java"));
    line.addAll(List.of(words));
    return ParentOptions.select(line);
  }

  private static List<String> printedBy(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(JvmSettings.currentJava().toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes()).lines().toList();
  }

  private static String classes(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  static final class Words {
    public static void main(String... words) {
      for (String word : words) {
        System.out.println(word);
      }
    }
  }

  static final class Inherited {
    public static void main(String... ignored) {
      ParentOptions.inherited().forEach(System.out::println);
    }
  }
}
