package concurrent.futures.cli.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionSpecTest {
  @TempDir Path directory;

  @Test
  void aFileIsASource() throws IOException {
    String file = Files.createFile(directory.resolve("Words.java")).toString();
    assertThat(FunctionSpec.parse(file))
        .isEqualTo(new FunctionSpec(FunctionSpec.Kind.SOURCE, file, null));
    assertThat(FunctionSpec.parse(file + "::count"))
        .isEqualTo(new FunctionSpec(FunctionSpec.Kind.SOURCE, file, "count"));
  }

  @Test
  void aScriptNeedsNoSuffix() throws IOException {
    String file = Files.createFile(directory.resolve("words")).toString();
    assertThat(FunctionSpec.parse(file).kind()).isEqualTo(FunctionSpec.Kind.SOURCE);
  }

  @Test
  void anythingElseIsAClass() {
    assertThat(FunctionSpec.parse("com.acme.Words::count(String)"))
        .isEqualTo(new FunctionSpec(FunctionSpec.Kind.CLASS, "com.acme.Words", "count(String)"));
    assertThat(FunctionSpec.parse("com.acme.Words").method()).isNull();
    assertThat(FunctionSpec.parse("Words::count").location()).isEqualTo("Words");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertRefused("Missing.java", "Missing.java does not exist");
    assertRefused("src/Missing::f", "src/Missing does not exist");
    assertRefused("words", "'words' is not a function", "File.java".substring(4), "--cp", "-e");
    assertRefused("", "a name is missing");
    assertRefused("::f", "a name is missing");
    assertRefused("a.B::", "a name is missing");
    assertRefused(directory + "/", "is a directory");
    String jar = Files.createFile(directory.resolve("app.jar")).toString();
    assertRefused(jar, "compiled already", "--cp " + jar);
  }

  @Test
  void anExpressionMustNotBeBlank() {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> FunctionSpec.expression(" "))
        .withMessageContaining("-e needs a Java expression");
  }

  private static void assertRefused(String text, String... words) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> FunctionSpec.parse(text))
        .satisfies(e -> assertThat(e).hasMessageContainingAll(words))
        .matches(e -> e.exitCode() == ExitCode.USAGE);
  }
}
