package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.internal.process.ExitReport.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How worker JVMs end, by real ones. */
class ExitReportTest {
  private static final String TEMPORARY = System.getProperty("java.io.tmpdir");

  @TempDir Path temporary;

  @Test
  void exitIsToldByTheWorkerItself() throws Exception {
    try (var worker = new StartedWorker(List.of(), "exit", "7")) {
      ExitReport report = worker.report("Task.call(Task.java:12)", null);
      assertThat(report.kind()).isEqualTo(Kind.EXIT);
      assertThat(report.exitCode()).isEqualTo(7);
      assertThat(report.pid()).isEqualTo(worker.process.pid());
      assertThat(report.description())
          .startsWith(
              "the worker process " + report.pid() + " ended because System.exit was called")
          .contains("at Task.call(Task.java:12) (exit code 7)");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "86"})
  void haltIsAnEndWithoutAWord(int code) throws Exception {
    try (var worker = new StartedWorker(List.of(), "halt", "" + code)) {
      ExitReport report = worker.report();
      assertThat(report.kind()).isEqualTo(Kind.HALT);
      assertThat(report.exitCode()).isEqualTo(code);
      assertThat(report.signal()).isNull();
      assertThat(report.description()).contains("without a word (exit code " + code + ")");
    }
  }

  @Test
  void fullHeapEndsTheWorker() throws Exception {
    try (var worker = new StartedWorker(List.of("-Xmx16m"), "heap")) {
      ExitReport report = worker.report();
      assertThat(report.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
      assertThat(report.exitCode()).isEqualTo(3);
      assertThat(report.description())
          .contains("(java.lang.OutOfMemoryError: Java heap space; exit code 3)", "maxHeap");
    }
  }

  @Test
  void crashOfAFullHeapIsNoFaultOfNativeCode() throws Exception {
    try (var worker =
        new StartedWorker(List.of("-Xmx16m", "-XX:+CrashOnOutOfMemoryError"), "heap")) {
      ExitReport report = worker.report();
      assertThat(report.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
      assertThat(report.exitCode()).isEqualTo(134);
      assertThat(report.description()).contains("OutOfMemory encountered: Java heap space");
      assertThat(report.crashLog()).exists();
      Files.delete(report.crashLog());
    }
  }

  @ParameterizedTest
  @CsvSource({"+, 134", "-, 1"})
  void segmentationFaultNamesThreadAndFrames(String coredumps, int exitCode) throws Exception {
    List<String> options = List.of("-XX:" + coredumps + "CreateCoredumpOnCrash");
    ExitReport report;
    try (var worker = new StartedWorker(options, "segv", "40")) {
      report = worker.report();
    }
    assertThat(report.kind()).isEqualTo(Kind.SIGNAL);
    assertThat(report.exitCode()).isEqualTo(exitCode);
    assertThat(report.signal()).isEqualTo("SIGSEGV");
    assertThat(report.description())
        .contains(
            "crashed with SIGSEGV (exit code " + exitCode + ") in thread \"main\" at V [libjvm")
        .endsWith("; the crash report is " + report.crashLog());
    assertThat(report.javaFrames())
        .hasSize(32)
        .anyMatch(frame -> frame.contains("TestWorker.crashDeepIn"));
    assertThat(report.crashLog()).as("outlives the run directory").isNotEmptyFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(report.crashLog())))
        .isEqualTo("rw-------");
    Files.delete(report.crashLog());
  }

  @Test
  void crashIsTheTruthThoughTheParentKilledToo() throws Exception {
    try (var worker = new StartedWorker(List.of(), "segv", "0")) {
      ExitReport report = worker.report(null, "it sent garbage");
      assertThat(report.kind()).isEqualTo(Kind.SIGNAL);
      Files.delete(report.crashLog());
    }
  }

  @Test
  void faultSentFromOutsideNamesTheSender() throws Exception {
    try (var worker = new StartedWorker(List.of(), "wait")) {
      ExitReport report = worker.untilPrinted("ready").signal("SEGV").report();
      assertThat(report.signal()).isEqualTo("SIGSEGV");
      assertThat(report.description()).contains("SIGSEGV, sent by process ");
      Files.delete(report.crashLog());
    }
  }

  @ParameterizedTest
  @CsvSource({"KILL, 137, maxHeap", "ABRT, 134, native code", "TERM, 143, asked it to stop"})
  void signalIsReadFromTheExitCode(String signal, int code, String cause) throws Exception {
    try (var worker = new StartedWorker(List.of(), "wait")) {
      ExitReport report = worker.untilPrinted("ready").signal(signal).report();
      assertThat(report.kind()).isEqualTo(Kind.SIGNAL);
      assertThat(report.exitCode()).isEqualTo(code);
      assertThat(report.signal()).isEqualTo("SIG" + signal);
      assertThat(report.description()).contains("SIG" + signal + " (exit code " + code, cause);
    }
  }

  @Test
  void killByTheParentSaysWhy() throws Exception {
    try (var worker = new StartedWorker(List.of(), "wait")) {
      ProcessTree.kill(worker.untilPrinted("ready").process);
      ExitReport report = worker.report(null, "task 7 took longer than 5 s");
      assertThat(report.kind()).isEqualTo(Kind.KILLED);
      assertThat(report.description()).endsWith(" was killed: task 7 took longer than 5 s");
    }
  }

  @Test
  void failedStartQuotesTheLastWords() throws Exception {
    try (var worker = new StartedWorker(List.of("-XX:+UseNoSuchThing"), "wait")) {
      ExitReport report = worker.report().beforeReady();
      assertThat(report.kind()).isEqualTo(Kind.START);
      assertThat(report.exitCode()).isEqualTo(1);
      assertThat(report.stderrTail()).contains("Unrecognized VM option 'UseNoSuchThing'");
      assertThat(report.description())
          .contains("check java, jvmOptions", "Unrecognized VM option 'UseNoSuchThing'");
    }
  }

  @Test
  void missingExecutableIsAFailedStart() throws Exception {
    try (RunDirectory directory = RunDirectory.acquire()) {
      JvmSettings settings =
          new JvmSettings(temporary.resolve("java"), List.of(), null, Map.of(), null, 1, 0);
      List<String> command = JvmCommand.of(settings, directory, "Main", List.of(), true);
      Process process = new ProcessBuilder(command).start();
      String printed = new String(process.getErrorStream().readAllBytes());
      ExitReport report =
          ExitReport.of(process.pid(), process.waitFor(), printed, directory, null, null);
      assertThat(report.beforeReady().description())
          .contains("exit code 127", settings.java() + ": not found");
    }
  }

  @Test
  void unknownExitCodeIsNoSignal() throws IOException {
    try (RunDirectory directory = RunDirectory.acquire()) {
      ExitReport report = ExitReport.of(1, -1, "", directory, null, null);
      assertThat(report.kind()).isEqualTo(Kind.HALT);
      assertThat(report.description()).contains("exit code unknown");
      assertThat(report.beforeReady().description()).endsWith("it wrote nothing");
    }
  }

  @Test
  void garbageOnTheLinkIsTheReasonOfAKillOnly() throws IOException {
    try (RunDirectory directory = RunDirectory.acquire()) {
      ExitReport killed = ExitReport.of(1, 137, "", directory, null, "it sent garbage");
      assertThat(killed.afterGarbage().kind()).isEqualTo(Kind.PROTOCOL);
      assertThat(killed.afterGarbage().description()).isEqualTo(killed.description());
      ExitReport exited = ExitReport.of(1, 7, "", directory, "Task.call", "it sent garbage");
      assertThat(exited.afterGarbage()).isSameAs(exited);
    }
  }

  @Test
  void exitCodeThreeAloneIsNotMemory() throws IOException {
    try (RunDirectory directory = RunDirectory.acquire()) {
      String printed = "Terminating due to java.lang.OutOfMemoryError: Metaspace";
      assertThat(ExitReport.of(1, 3, printed, directory, null, null).kind())
          .isEqualTo(Kind.OUT_OF_MEMORY);
      assertThat(ExitReport.of(1, 4, printed, directory, null, null).kind()).isEqualTo(Kind.HALT);
      assertThat(ExitReport.of(1, 3, "", directory, null, null).kind()).isEqualTo(Kind.HALT);
    }
  }

  @Test
  void lackOfNativeMemoryIsReadFromTheCrashLog() {
    CrashLog log =
        CrashLog.parse(
            """
            #
            # There is insufficient memory for the Java Runtime Environment to continue.
            # Native memory allocation (mmap) failed to map 16384 bytes for committing memory
            #
            Current thread (0x00007f3e58017fb0):  VMThread "VM Thread" [stack: 0x01,0x02] [id=7410]
            """,
            null);
    assertThat(log.outOfMemory()).isTrue();
    assertThat(log.thread()).isEqualTo("VM Thread");
    assertThat(log.javaFrames()).isEmpty();
    assertThat(log.frame()).isNull();
  }

  @Test
  void faultInCompiledCodeHasJavaFramesToo() {
    CrashLog log =
        CrashLog.parse(
            """
            #  SIGSEGV (0xb) at pc=0x00007f3cd9ed2f94, pid=1590, tid=1609
            # Problematic frame:
            # J 123 c2 Task.call()V (8 bytes) @ 0x01 [0x02+0x03]
            #
            Native frames: (J=compiled Java code, j=interpreted, Vv=VM code, C=native code)
            J 123 c2 Task.call()V (8 bytes) @ 0x01 [0x02+0x03]
            j  java.lang.Thread.run()V+11 java.base@17.0.15
            V  [libjvm.so+0x8282d2]  JavaCalls::call_helper

            j  not a frame
            """,
            null);
    assertThat(log.frame()).startsWith("J 123 c2 Task.call()V");
    assertThat(log.javaFrames())
        .containsExactly(
            "123 c2 Task.call()V (8 bytes) @ 0x01 [0x02+0x03]",
            "java.lang.Thread.run()V+11 java.base@17.0.15");
  }

  @Test
  void threadNameMayHoldQuotes() {
    String line = "Current thread (0x0007):  JavaThread \"task \"7\"\"  [_thread_in_vm, id=1609]";
    assertThat(CrashLog.parse(line, null).thread()).isEqualTo("task \"7\"");
  }

  @Test
  void keptCrashLogsAreFew() throws IOException {
    List<Path> old = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      old.add(crashLogOfAge(Duration.ofHours(i)));
    }
    assertThat(newCrashLog()).hasContent("# SIGBUS (0x7) at pc=0x0");
    assertThat(old.subList(0, 19)).allMatch(Files::exists);
    assertThat(old.subList(19, 25)).noneMatch(Files::exists);
  }

  @Test
  void keptCrashLogsAreYoung() throws IOException {
    Path young = crashLogOfAge(Duration.ofDays(6));
    Path old = crashLogOfAge(Duration.ofDays(8));
    assertThat(newCrashLog()).exists();
    assertThat(young).exists();
    assertThat(old).doesNotExist();
  }

  private Path crashLogOfAge(Duration age) throws IOException {
    Path log = Files.createTempFile(temporary, "concurrent-futures-crash-0-", ".log");
    return Files.setLastModifiedTime(log, FileTime.from(Instant.now().minus(age)));
  }

  private Path newCrashLog() throws IOException {
    System.setProperty("java.io.tmpdir", temporary.toString());
    try (RunDirectory directory = RunDirectory.acquire()) {
      Files.writeString(directory.path().resolve("hs_err_4711.log"), "# SIGBUS (0x7) at pc=0x0\n");
      return ExitReport.of(4711, 134, "", directory, null, null).crashLog();
    } finally {
      System.setProperty("java.io.tmpdir", TEMPORARY);
    }
  }
}
