package concurrent.futures.cli.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import concurrent.futures.cli.input.BadInputException;
import java.lang.reflect.Type;

/** JSON texts to values. Alone in touching Jackson, which costs a tenth of a second to load. */
final class JsonInput {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private JsonInput() {}

  /**
   * Reads one value.
   *
   * @throws BadInputException if the text is no JSON, or does not fit the type
   */
  static Object read(String text, Type type) throws BadInputException {
    try {
      return MAPPER.readValue(text, MAPPER.constructType(type));
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
      throw new BadInputException(
          "not the JSON that "
              + type.getTypeName()
              + " needs"
              + where
              + ": "
              + e.getOriginalMessage());
    }
  }
}
