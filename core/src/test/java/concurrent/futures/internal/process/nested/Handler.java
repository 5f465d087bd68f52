package concurrent.futures.internal.process.nested;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.zip.ZipFile;

/** The protocol of Spring Boot's class loader, in small: nested:/app.jar/!lib/core.jar. */
public final class Handler extends URLStreamHandler {
  @Override
  protected URLConnection openConnection(URL url) {
    return new URLConnection(url) {
      @Override
      public void connect() {}

      @Override
      public InputStream getInputStream() throws IOException {
        String[] path = getURL().getPath().split("/!", 2);
        try (ZipFile outer = new ZipFile(new File(path[0]))) {
          byte[] bytes = outer.getInputStream(outer.getEntry(path[1])).readAllBytes();
          return new ByteArrayInputStream(bytes);
        }
      }
    };
  }
}
