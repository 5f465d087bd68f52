package concurrent.futures.cli.function;

import concurrent.futures.cli.input.InputFormat;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/** The class around {@code -e 'EXPRESSION'}. */
final class Expression {
  /** The name of the generated class. */
  static final String CLASS = "Expression";

  private static final String HEAD =
      "import java.util.*; import java.util.stream.*; import java.util.function.*;"
          + " import java.util.regex.*; import java.nio.file.*; import java.time.*;"
          + " import java.math.*; import java.net.*;\nfinal class "
          + CLASS
          + " { static Object apply(";
  private static final String MIDDLE = ") throws Throwable { return\n";
  private static final String TAIL = "\n; } }\n";

  private final String text;
  private final Argument argument;
  private final InputFormat format;
  private final String parameter;

  Expression(String text, InputFormat format, boolean batch) {
    this.text = text;
    this.format = format;
    if (batch) {
      argument = new Argument(Argument.Kind.LIST, List.class);
      parameter = "List<String> lines";
    } else if (format.hasHeader()) {
      argument = new Argument(Argument.Kind.ROW, Map.class);
      parameter = "Map<String, String> row";
    } else if (format == InputFormat.JSONL) {
      argument = new Argument(Argument.Kind.JSON, jsonNode());
      parameter = "com.fasterxml.jackson.databind.JsonNode json";
    } else {
      argument = new Argument(Argument.Kind.TEXT, String.class);
      parameter = "String line";
    }
  }

  /** The source of the class; the expression stands in lines of its own. */
  String source() {
    return prefix() + text + TAIL;
  }

  /** The function of the compiled class. */
  static LineFunction function(Class<?> type, Expression expression, FunctionCode code)
      throws ReflectiveOperationException {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals("apply")) {
        return FunctionLoading.link("-e", method, expression.argument, expression.format, code);
      }
    }
    throw new NoSuchMethodException("apply");
  }

  /** javac's messages, with places counted from the begin of the expression. */
  String message(List<Diagnostic<? extends JavaFileObject>> errors) {
    Diagnostic<? extends JavaFileObject> error = errors.get(0); // there are no warnings (-nowarn)
    int at = Math.min((int) error.getPosition() - prefix().length(), text.length());
    StringBuilder message = new StringBuilder("the expression does not compile: ");
    message.append(error.getMessage(Locale.ROOT).replace("\n", "\n  "));
    if (at < 0) {
      message.append("\n  ").append(text);
    } else {
      int start = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
      int end = text.indexOf('\n', start);
      message.append("\n  ").append(text, start, end < 0 ? text.length() : end);
      message.append("\n  ").append(" ".repeat(Math.max(0, at - start))).append('^');
    }
    return message
        .append("\nIt has to be one Java expression with a value; it may use ")
        .append(parameter.substring(parameter.lastIndexOf(' ') + 1))
        .append(" (")
        .append(parameter.substring(0, parameter.lastIndexOf(' ')).replaceAll(".*\\.", ""))
        .append(") and i (its number from 0, a long).")
        .toString();
  }

  private String prefix() {
    return HEAD + parameter + ", long i" + MIDDLE;
  }

  private static Class<?> jsonNode() {
    return com.fasterxml.jackson.databind.JsonNode.class;
  }
}
