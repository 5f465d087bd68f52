package concurrent.futures.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** Key stores for tests. */
final class Keys {
  private Keys() {}

  static Path make(Path file, String password) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "n",
                "-keyalg",
                "EC",
                "-dname",
                "CN=cluster",
                "-storetype",
                "pkcs12",
                "-keystore",
                file.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new IOException(output);
    }
    return file;
  }
}
