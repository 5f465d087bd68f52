package concurrent.futures;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house. Each says why; change a rule only together with its reason. */
class ArchitectureTest {
  private static final String ROOT = "concurrent.futures";
  private static final String PROCESS = ROOT + ".internal.process..";
  private static final String WIRE = ROOT + ".internal.wire..";
  private static final String WORKER = ROOT + ".internal.worker..";

  /** The public API. A new name here is a decision: it stays for years. */
  private static final Set<String> API =
      Set.of(
          // executors and what they hand out
          "Executor",
          "ThreadPoolExecutor",
          "ProcessPoolExecutor",
          "Future",
          "Futures",
          "ReturnWhen",
          "WaitResult",
          "CompletedFutures",
          "Results",
          // what they are given
          "Action",
          "Call",
          "Call1",
          "Call2",
          "Call3",
          "Call4",
          "MapOptions",
          "TaskOptions",
          "SharedMemory",
          // what can be seen of them
          "ExecutorListener",
          "ExecutorStats",
          "TaskContext",
          "TaskEvent",
          "WorkerStats",
          // how they fail
          "BrokenClusterException",
          "BrokenExecutorException",
          "BrokenProcessPoolException",
          "BrokenThreadPoolException",
          "InvalidStateException",
          "RemoteTaskException",
          "TaskSerializationException",
          "TaskTimeoutException",
          "UncheckedInterruptedException",
          "UncheckedTimeoutException",
          "WorkerCrashedException",
          "WorkerLostException",
          // for those who write an executor (SPI)
          "Ahead",
          "Backend",
          "OutcomeDecoder",
          "Pool",
          "PoolExecutor",
          "Promise",
          "Task",
          "TaskEncoder",
          "Worker");

  private static final Path CLASSES = locationOf(Executor.class);
  private static final JavaClasses CORE = new ClassFileImporter().importPath(CLASSES);
  private static final List<Path> SOURCES = sources();

  @Test
  void coreHasNoDependencies() {
    check(
        classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", ROOT + "..", "org.jspecify..")
            .because("core is the one jar that a program and its worker JVMs need"));
  }

  @Test
  void publicTypesAreListed() {
    assertThat(CORE)
        .filteredOn(type -> type.getPackageName().equals(ROOT) && type.isTopLevelClass())
        .filteredOn(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .extracting(JavaClass::getSimpleName)
        .filteredOn(name -> !API.contains(name))
        .as("public types that are not in the list above")
        .isEmpty();
  }

  @Test
  void internalPackagesKnowNoExecutor() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(WIRE, PROCESS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT)
            .because(
                "a worker JVM is started, called and killed in a unit test without an executor"));
  }

  @Test
  void workersKnowOnlyWhatTheyCall() {
    check(
        noClasses()
            .that()
            .resideInAPackage(WORKER)
            .should()
            .dependOnClassesThat(
                resideInAPackage(ROOT)
                    .and(
                        describe(
                            "are no shapes of calls",
                            type -> !type.getSimpleName().matches("Action|Call[1-4]"))))
            .because("a worker JVM runs calls; futures and pools stay in the parent"));
  }

  @Test
  void arrowsPointDown() {
    check(
        noClasses()
            .that()
            .resideInAPackage(WIRE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROCESS, WORKER)
            .because("frames do not know who sends them"));
    check(
        noClasses()
            .that()
            .resideInAPackage(WORKER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PROCESS)
            .because("the worker JVM starts no processes"));
    check(
        noClasses()
            .that(not(resideInAPackage(WORKER)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WORKER)
            .because("the worker's main is started by name, in another JVM"));
  }

  @Test
  void futuresKnowsNoExecutor() {
    check(
        noClasses()
            .that()
            .haveFullyQualifiedName(ROOT + ".Futures")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ROOT + ".Executor")
            .because("wait and asCompleted work on any CompletionStage, whoever made it"));
  }

  @Test
  void coreIsSilent() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(WORKER) // redirects the streams of tasks
            .and()
            .doNotHaveFullyQualifiedName(
                ROOT + ".internal.process.WorkerOutput") // where they come out
            .should(ACCESS_STANDARD_STREAMS)
            .because("System.out belongs to the program; log with System.Logger"));
  }

  @Test
  void moduleExportsTheRootOnly() {
    ModuleDescriptor module = ModuleFinder.of(CLASSES).find(ROOT).orElseThrow().descriptor();
    assertThat(module.exports())
        .filteredOn(exports -> !exports.isQualified())
        .extracting(ModuleDescriptor.Exports::source)
        .as("unqualified exports")
        .containsExactly(ROOT);
    assertThat(module.requires())
        .filteredOn(requires -> !requires.modifiers().contains(Modifier.STATIC))
        .extracting(ModuleDescriptor.Requires::name)
        .as("modules needed at run time")
        .allMatch(name -> name.startsWith("java."));
  }

  @Test
  void namesSayWhatAThingIs() {
    Pattern vague = Pattern.compile(".*(Utils?|Helpers?|Manager|Impl)(\\.java)?");
    assertThat(CORE).extracting(JavaClass::getSimpleName).noneMatch(matches(vague));
    assertThat(SOURCES).extracting(path -> path.getFileName().toString()).noneMatch(matches(vague));
  }

  @Test
  void sourceFilesFitInTheHead() {
    assertThat(SOURCES)
        .filteredOn(path -> path.toString().contains("/src/main/"))
        .filteredOn(path -> linesOf(path).size() > 400)
        .filteredOn(path -> !read(path).contains("Longer than 400 lines because"))
        .as("files over 400 lines, without a comment 'Longer than 400 lines because ...'")
        .isEmpty();
  }

  @Test
  void noTestIsSwitchedOff() {
    Pattern off =
        Pattern.compile("@Disabled|@Ignore|\\bAssumptions\\b|\\bassum(e|ing)[A-Z]\\w*\\(");
    assertThat(testSources())
        .filteredOn(path -> off.matcher(read(path)).find())
        .as("a test that does not run proves nothing: fix it or delete it")
        .isEmpty();
  }

  @Test
  void noTestSleeps() {
    assertThat(testSources().flatMap(ArchitectureTest::sleepsOfTheTestThread))
        .as("wait for what you wait for: a latch, a condition; only tasks may sleep")
        .isEmpty();
  }

  /** What a string holds is a program for a test, not the test. */
  private static String withoutStrings(String line) {
    return line.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "");
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CORE); // a package may not exist yet
  }

  private static Stream<Path> testSources() {
    return SOURCES.stream()
        .filter(path -> path.toString().contains("/src/test/"))
        .filter(path -> !path.endsWith("ArchitectureTest.java"));
  }

  /**
   * The lines that sleep straight in a test method. The formatter has indented the code, so the
   * line that opens the block around a line is the nearest one above that is indented less.
   */
  private static Stream<String> sleepsOfTheTestThread(Path path) {
    Pattern sleep =
        Pattern.compile("Thread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(|SECONDS\\.sleep\\(");
    List<String> lines = linesOf(path);
    return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
        .filter(i -> sleep.matcher(withoutStrings(lines.get(i))).find() && isInTest(lines, i))
        .map(i -> path.getFileName() + ":" + (i + 1));
  }

  private static boolean isInTest(List<String> lines, int at) {
    int indent = Integer.MAX_VALUE;
    for (int i = at; i >= 0; i--) {
      String line = lines.get(i);
      int here = line.length() - line.stripLeading().length();
      if (line.isBlank() || here >= indent) {
        continue;
      }
      indent = here;
      if (line.contains("->") || line.matches(".*\\bnew\\b.*\\{")) {
        return false; // a lambda or an anonymous class: a task
      }
      for (int j = i - 1; j >= 0 && lines.get(j).strip().startsWith("@"); j--) {
        if (lines.get(j).strip().matches("@(\\w*Test|(Before|After)(Each|All))\\b.*")) {
          return true;
        }
      }
    }
    return false;
  }

  private static Predicate<String> matches(Pattern pattern) {
    return pattern.asMatchPredicate();
  }

  private static Path locationOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The Java files of all modules. */
  private static List<Path> sources() {
    Path root = Path.of("").toAbsolutePath().getParent(); // tests run in the folder of their module
    try (Stream<Path> modules = Files.list(root)) {
      return modules
          .map(module -> module.resolve("src"))
          .filter(Files::isDirectory)
          .flatMap(ArchitectureTest::javaFiles)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFiles(Path directory) {
    try {
      return Files.walk(directory).filter(path -> path.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> linesOf(Path path) {
    return read(path).lines().toList();
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
