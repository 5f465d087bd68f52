package concurrent.futures.internal.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file from which worker JVMs load this library's classes at once: a class-data archive, or since
 * JDK 24 an AOT cache. One for each JDK, jar of this library and set of options that matter, in the
 * {@link StartCache}. It is made by a process of low priority that nobody waits for, when a worker
 * has started without one.
 *
 * <p>There is none where it could not be used: if the library is no jar, if there is a module path,
 * or if the user has chosen an archive.
 */
public final class StartArchive {
  /** The main class of the process that makes one. */
  private static final String MAKER = "concurrent.futures.ArchiveTraining";

  private static final String SCRIPT =
      "ulimit -c 0; trap '' INT HUP; nice -n 19 true 2>/dev/null && exec nice -n 19 \"$@\";"
          + " exec \"$@\"";

  /** Options that decide whether a JVM can use what another one has made. */
  private static final Pattern THAT_MATTER =
      Pattern.compile("-XX:([+-](Use|Unlock)\\w+|ObjectAlignmentInBytes=\\d+)");

  /** With one of these the user has chosen there: our options would override it. */
  private static final Pattern CHOSEN_IN_ENVIRONMENT =
      Pattern.compile("-Xshare|Archive|AOT|SharedClassList");

  /** With one of these the user has chosen: others override ours. */
  private static final Pattern CHOSEN =
      Pattern.compile(
          "-Xshare|Archive(?!Relocation)|AOT(?!(Replay|Record)Training)|SharedClassList");

  /** From this size on references are wider. */
  private static final long LARGE_HEAP = 32L << 30;

  private static final long RETRY_NANOS = TimeUnit.DAYS.toNanos(1);

  private static final Map<Path, StartArchive> ALL = new ConcurrentHashMap<>();

  /** The last one that was asked for: most programs have one. */
  private static volatile @Nullable Found last;

  private record Found(JvmSettings settings, @Nullable StartArchive archive) {}

  private final StartCache cache;
  private final Path file;
  private final boolean aot;
  private final JvmSettings settings;
  private final String core;
  private final List<String> flags;

  private boolean tried; // to make it; guarded by this

  private StartArchive(
      StartCache cache,
      Path file,
      boolean aot,
      JvmSettings settings,
      String core,
      List<String> flags) {
    this.cache = cache;
    this.file = file;
    this.aot = aot;
    this.settings = settings;
    this.core = core;
    this.flags = flags;
  }

  /** Returns the options with which a worker uses it; none if there is none yet. */
  static List<String> options(JvmSettings settings, RunDirectory directory, boolean shell) {
    StartArchive archive = of(settings, directory);
    if (archive == null || !archive.cache.isGood(archive.file, directory)) {
      return List.of();
    }
    String stream = shell ? "" : ":stderr";
    String quiet = archive.aot ? "aot*=off,cds*=off" : "cds*=off";
    List<String> options = new ArrayList<>(loading(archive.aot));
    options.add("-Xlog:" + quiet + stream); // what it cannot be used for is nobody's business
    options.add((archive.aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive.file);
    return options;
  }

  /**
   * How an archive is loaded: at the address for which it was made, so that all workers share its
   * pages instead of adapting some 5 MB each; and of an AOT cache, without profiles, whose
   * compilation would compete with the first task, and which every start would read.
   *
   * @param aot whether it is an AOT cache
   * @return the options, which the training has, too: a JVM that does not know them gets no archive
   */
  public static List<String> loading(boolean aot) {
    List<String> options =
        new ArrayList<>(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0"));
    if (aot && Runtime.version().feature() >= 25) {
      options.add("-XX:-AOTReplayTraining");
      options.add("-XX:-AOTRecordTraining");
    }
    return options;
  }

  /**
   * Has one made if such workers could use one and there is none. Waits for nothing, and tries once
   * in the life of this JVM.
   *
   * @param settings how the workers are started
   * @param directory their directory
   */
  public static void prepare(JvmSettings settings, RunDirectory directory) {
    StartArchive archive = of(settings, directory);
    if (archive != null) {
      archive.prepare(directory);
    }
  }

  private synchronized void prepare(RunDirectory directory) {
    if (tried) {
      return;
    }
    tried = true;
    if (cache.isGood(file, directory) || cache.hasFailed(file, RETRY_NANOS)) {
      return;
    }
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD);
      builder.environment().putAll(settings.environment());
      builder.start().getOutputStream().close();
    } catch (IOException e) {
      // then workers start without one
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    if (JvmCommand.hasShell()) {
      command.addAll(List.of("/bin/sh", "-c", SCRIPT, "sh"));
    }
    command.add(settings.java().toString());
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    if (WorkerDefaults.collectorInEnvironment(settings) == null) {
      command.add("-XX:+UseSerialGC");
    }
    command.add("-D" + StartCache.PROPERTY + "=" + StartCache.OFF);
    command.addAll(List.of("-cp", core, MAKER, file.toString(), aot ? "aot" : "cds"));
    command.addAll(flags);
    return command;
  }

  /** Returns the archive for such workers, which may be still to make; null if none is of use. */
  private static @Nullable StartArchive of(JvmSettings settings, RunDirectory directory) {
    Found known = last;
    if (known == null || !known.settings.equals(settings)) {
      known = new Found(settings, find(settings, directory));
      last = known;
    }
    return known.archive;
  }

  private static @Nullable StartArchive find(JvmSettings settings, RunDirectory directory) {
    StartCache cache = StartCache.ofThisUser();
    if (cache == null || !isUsable(settings)) {
      return null;
    }
    String core = CoreCode.location(directory);
    if (!new File(core).isFile() || Path.of(core).startsWith(directory.path())) {
      return null; // an archive knows its jar by its path
    }
    boolean aot = mayUseAot(settings);
    List<String> flags = flags(settings);
    try {
      Path file = cache.directory().resolve(name(settings, core, flags) + (aot ? ".aot" : ".jsa"));
      return ALL.computeIfAbsent(file, f -> new StartArchive(cache, f, aot, settings, core, flags));
    } catch (IOException e) {
      return null; // not a JDK as we know it
    }
  }

  private static boolean isUsable(JvmSettings settings) {
    boolean modules =
        StartArchive.class.getModule().isNamed()
            || !System.getProperty("jdk.module.path", "").isEmpty();
    boolean chosen =
        settings.jvmOptions().stream().anyMatch(CHOSEN.asPredicate())
            || CHOSEN_IN_ENVIRONMENT.asPredicate().test(settings.optionsInEnvironment());
    return !modules && !chosen && heap(settings) < LARGE_HEAP;
  }

  /**
   * A JVM with other modules than at the training refuses the whole AOT cache, and an executable of
   * the user's may be older.
   */
  private static boolean mayUseAot(JvmSettings settings) {
    return Runtime.version().feature() >= 24
        && settings.java().equals(JvmSettings.currentJava())
        && ParentOptions.inherited().isEmpty()
        && settings.jvmOptions().stream().noneMatch(o -> o.matches("(--|-javaagent|-agent).*"));
  }

  private static List<String> flags(JvmSettings settings) {
    List<String> flags = new ArrayList<>();
    for (String option : settings.jvmOptions()) {
      if (THAT_MATTER.matcher(option).matches()) {
        flags.add(option);
      }
    }
    String collector = WorkerDefaults.collectorInEnvironment(settings);
    if (collector != null) {
      flags.add(collector);
    }
    if (heap(settings) > 0) {
      flags.add("-Xmx1g"); // with short references, as in the workers
    }
    return flags;
  }

  private static long heap(JvmSettings settings) {
    String size = settings.maxHeap();
    for (String option : settings.jvmOptions()) {
      if (option.startsWith("-Xmx")) {
        size = option.substring("-Xmx".length());
      } else if (option.startsWith("-XX:MaxHeapSize=")) {
        size = option.substring("-XX:MaxHeapSize=".length());
      }
    }
    try {
      return size == null ? 0 : JvmSettings.bytes("heap", size);
    } catch (IllegalArgumentException e) {
      return LARGE_HEAP; // the JVM will say so
    }
  }

  /** Another JDK, another version of this library or another option is another file. */
  private static String name(JvmSettings settings, String core, List<String> flags)
      throws IOException {
    Path java = settings.java().toRealPath();
    StringBuilder text = new StringBuilder();
    text.append(java).append('\n').append(System.getProperty("java.vm.version")).append('\n');
    for (Path file : List.of(java.resolve("../../lib/modules").normalize(), Path.of(core))) {
      text.append(file).append(' ').append(Files.size(file)).append(' ');
      text.append(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)).append('\n');
    }
    text.append(flags).append('\n').append(settings.optionsInEnvironment());
    return Runtime.version().feature() + "-" + Long.toHexString(hash(text));
  }

  /** FNV-1a with 64 bits: a digest takes a fresh JVM 20 milliseconds, and nobody is kept out. */
  private static long hash(CharSequence text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
