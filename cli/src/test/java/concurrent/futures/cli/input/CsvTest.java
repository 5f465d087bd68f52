package concurrent.futures.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
  @Test
  void cutsFields() throws BadInputException {
    assertThat(csv("a,b c,,d")).containsExactly("a", "b c", "", "d");
    assertThat(csv("")).containsExactly("");
    assertThat(csv(",")).containsExactly("", "");
  }

  @Test
  void quotedFieldsKeepCommasQuotesAndLines() throws BadInputException {
    assertThat(csv("\"a,b\",\"say \"\"hi\"\"\",\"x\ny\",\"\""))
        .containsExactly("a,b", "say \"hi\"", "x\ny", "");
  }

  @Test
  void aQuoteInsideAPlainFieldIsText() throws BadInputException {
    assertThat(csv("5\" pipe,b")).containsExactly("5\" pipe", "b");
  }

  @Test
  void tabsSeparateWithoutQuotes() throws BadInputException {
    assertThat(Csv.fields("a,\"\tb\t", InputFormat.TSV)).containsExactly("a,\"", "b", "");
  }

  @Test
  void refusesTextBehindAQuote() {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> csv("\"a\"b,c"))
        .withMessageContaining("column 4");
  }

  @Test
  void knowsWhetherARecordGoesOn() {
    assertThat(Csv.endsInQuotes("a,\"b", false)).isTrue();
    assertThat(Csv.endsInQuotes("b\"\"", true)).isTrue();
    assertThat(Csv.endsInQuotes("b\",\"c", true)).isTrue();
    assertThat(Csv.endsInQuotes("b\",c", true)).isFalse();
    assertThat(Csv.endsInQuotes("5\" pipe", false)).isFalse();
  }

  @Test
  void namesFieldsByTheHeader() throws BadInputException {
    assertThat(Csv.row(List.of("x", "y"), "1,2", InputFormat.CSV))
        .containsEntry("x", "1")
        .containsEntry("y", "2");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> Csv.row(List.of("x", "y"), "1", InputFormat.CSV))
        .withMessageContaining("1 fields, the header 2");
  }

  @Test
  void refusesAHeaderWithTwins() {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> Csv.header("a,b,a", InputFormat.CSV))
        .withMessageContaining("'a' twice");
  }

  private static List<String> csv(String record) throws BadInputException {
    return Csv.fields(record, InputFormat.CSV);
  }
}
