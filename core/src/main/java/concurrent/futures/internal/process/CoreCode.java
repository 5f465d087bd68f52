package concurrent.futures.internal.process;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** Where the classes of this library are, in a form that another JVM can load. */
final class CoreCode {
  private static final String OWN_CLASS = CoreCode.class.getName().replace('.', '/') + ".class";

  /** Copies in the user's cache, by what they are copies of. Guarded by the class. */
  private static final Map<String, Path> KEPT = new HashMap<>();

  private CoreCode() {}

  /**
   * Returns the jar or the class directory with this library. If that is within another archive, as
   * in an executable Spring Boot jar, it is copied once: into the user's cache, where the next
   * program finds it at the same place, and with it what makes its workers start faster; or into
   * the run directory.
   */
  static String location(RunDirectory directory) {
    CodeSource source = CoreCode.class.getProtectionDomain().getCodeSource();
    return location(
        source == null ? null : source.getLocation(), directory, StartCache.ofThisUser());
  }

  static synchronized String location(
      @Nullable URL source, RunDirectory directory, @Nullable StartCache cache) {
    URL archive = source == null ? null : archive(source);
    if (archive == null) {
      throw unreachable(source);
    }
    if (archive.getProtocol().equals("file")) {
      return fileOf(archive).getAbsolutePath();
    }
    Path kept = KEPT.get(archive.toString());
    if (kept != null && cache != null && cache.isKept(kept, directory)) {
      return kept.toString();
    }
    Path copy = directory.path().resolve("core.jar");
    if (Files.exists(copy)) {
      return copy.toString();
    }
    byte[] jar = read(archive, directory);
    if (!holdsThisLibrary(jar)) {
      throw unreachable(source);
    }
    kept = cache == null ? null : cache.keep(jar, directory);
    if (kept == null) {
      return store(jar, archive, directory);
    }
    KEPT.put(archive.toString(), kept);
    return kept.toString();
  }

  /**
   * Returns the URL of the jar itself: a code source may name its root instead, in one of the forms
   * jar:file:core.jar!/, jar:file:app.jar!/lib/core.jar!/ and jar:nested:app.jar/!lib/core.jar!/.
   */
  private static @Nullable URL archive(URL source) {
    String url = source.toString();
    if (!url.startsWith("jar:") || !url.endsWith("!/")) {
      return source;
    }
    String root = url.substring(0, url.length() - "!/".length());
    try {
      return new URL(root.contains("!/") ? root : root.substring("jar:".length()));
    } catch (MalformedURLException e) {
      return null; // its protocol is known to the class loader only
    }
  }

  private static File fileOf(URL url) {
    try {
      return new File(url.toURI());
    } catch (URISyntaxException | IllegalArgumentException e) {
      return new File(url.getPath()); // not encoded, with a space perhaps
    }
  }

  private static byte[] read(URL archive, RunDirectory directory) {
    try {
      URLConnection connection = archive.openConnection();
      connection.setUseCaches(false); // would keep the archive open
      try (InputStream in = connection.getInputStream()) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw notCopied(archive, directory, e);
    }
  }

  private static String store(byte[] jar, URL archive, RunDirectory directory) {
    try {
      return directory.store("core.jar", new ByteArrayInputStream(jar)).toString();
    } catch (IOException e) {
      throw notCopied(archive, directory, e);
    }
  }

  private static UncheckedIOException notCopied(
      URL archive, RunDirectory directory, IOException e) {
    return new UncheckedIOException(
        "cannot copy " + archive + " into " + directory.path() + " for worker JVMs", e);
  }

  private static boolean holdsThisLibrary(byte[] jar) {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
      ZipEntry entry = zip.getNextEntry();
      while (entry != null && !entry.getName().equals(OWN_CLASS)) {
        entry = zip.getNextEntry();
      }
      return entry != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static IllegalStateException unreachable(@Nullable URL source) {
    return new IllegalStateException(
        "no worker JVM can load this library from "
            + (source == null ? "a class loader that does not say where from" : source)
            + ": unpack the archive that holds its jar, or put the jar on the class path as a file");
  }
}
