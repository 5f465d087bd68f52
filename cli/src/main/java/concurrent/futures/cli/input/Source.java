package concurrent.futures.cli.input;

import java.util.List;

/**
 * Where a record came from.
 *
 * @param name the file as it was named, or "stdin"
 * @param format how it is cut
 * @param header the names of the fields, empty without header
 */
public record Source(String name, InputFormat format, List<String> header) {}
