package concurrent.futures.cli.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import concurrent.futures.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Source files: what is compiled, and how it fails. */
class SourceFunctionTest extends FunctionFixture {
  @Test
  void aOneLineFileIsAFunction() throws Exception {
    LineFunction f =
        load(source("Len.java", "class Len { static int f(String s) { return s.length(); } }"));
    assertThat(call(f, "abc")).isEqualTo(3);
    assertThat(f.name()).isEqualTo("Len.f(String)");
  }

  @Test
  void theNameOfTheFileDoesNotMatter() throws Exception {
    String file =
        source(
            "script",
            "#!/usr/bin/env futures\n"
                + "package a.b;\n"
                + "public class X { static String f(String s) { return s + s; } }");
    assertThat(call(load(file), "ab")).isEqualTo("abab");
  }

  @Test
  void theFirstTypeNeedNotHaveTheFunction() throws Exception {
    String file =
        source(
            "Pages.java",
            """
            record Page(String title, int size) {
              boolean big() { return size > 9; }
            }
            enum Color { RED }
            interface Shape { int sides(String name); }
            class Pages {
              static String f(String s) { return new Page(s, s.length()).toString(); }
              class Inner { String g(String s) { return s; } }
            }
            """);
    assertThat(call(load(file), "ab")).isEqualTo("Page[title=ab, size=2]");
  }

  @Test
  void theLibraryIsOnTheClassPathAndTheCommandIsNot() throws Exception {
    String file =
        source(
            "Nested.java",
            """
            import concurrent.futures.*;
            class Nested {
              static int f(String s) throws Exception {
                try (var pool = new ThreadPoolExecutor(1)) { return pool.submit(s::length).result(); }
              }
              private static Object g(String s) throws Exception { return Class.forName(s); }
            }
            """);
    assertThat(call(load(file), "abc")).isEqualTo(3);
    LineFunction classForName = load(file + "::g");
    assertThatExceptionOfType(ClassNotFoundException.class)
        .isThrownBy(() -> call(classForName, "picocli.CommandLine"));
    assertThatExceptionOfType(ClassNotFoundException.class)
        .isThrownBy(() -> call(classForName, "concurrent.futures.cli.Main"));
  }

  @Test
  void takesFurtherSourcesAndFiles() throws Exception {
    source("lib/Up.java", "class Up { static String up(String s) { return s.toUpperCase(); } }");
    source("more/Twice.java", "class Twice { static String twice(String s) { return s + s; } }");
    source("data/greeting.txt", "hello ");
    String file =
        source(
            "Main.java",
            """
            //SOURCES lib/*.java more/Twice.java
            //FILES greeting.txt=data/greeting.txt
            class Main {
              static String f(String s) throws Exception {
                try (var in = Main.class.getResourceAsStream("/greeting.txt")) {
                  return new String(in.readAllBytes()) + Twice.twice(Up.up(s));
                }
              }
            }
            """);
    assertThat(call(load(file), "x")).isEqualTo("hello XX");
  }

  @Test
  void givesJavacItsOptions() throws Exception {
    String file =
        source(
            "A.java",
            "//COMPILE_OPTIONS -Werror -Xlint:all\n"
                + "class A { static java.util.List f(String s) { return null; } }");
    assertRefused(ExitCode.COMPILE, file, "A.java:2: warning: [rawtypes]", "-Werror");
    String bad =
        source(
            "B.java",
            "//COMPILE_OPTIONS --no-such\nclass B { static String f(String s) { return s; } }");
    assertRefused(ExitCode.COMPILE, bad, "javac refuses the options", "--no-such");
  }

  @Test
  void showsWhereItDoesNotCompile() throws IOException {
    String file =
        source("Bad.java", "class Bad {\n  static int f(String s) { return s.lenght(); }\n}\n");
    assertRefused(
        ExitCode.COMPILE, file, file + ":2: error: cannot find symbol", "s.lenght()", "   ^");
  }

  @Test
  void pointsToTheWayToLibraries() throws IOException {
    String file =
        source(
            "Dep.java",
            "import com.google.gson.Gson;\nclass Dep { static String f(String s) { return s; } }");
    assertRefused(
        ExitCode.COMPILE,
        file,
        "Dep.java:1: error: package com.google.gson does not exist",
        "//DEPS",
        "--deps",
        "--cp");
  }

  @Test
  void refusesFilesThatItCannotUse() throws IOException {
    assertRefused(ExitCode.USAGE, source("Empty.java", ""), "declares no class");
    Path latin1 = directory.resolve("Latin1.java");
    Files.write(latin1, new byte[] {'/', '/', (byte) 0xE9, '\n'});
    assertRefused(ExitCode.COMPILE, latin1.toString(), "not UTF-8", "iconv");
    assertRefused(
        ExitCode.COMPILE,
        source("S.java", "//SOURCES Nope.java\nclass S {}"),
        "//SOURCES Nope.java names no file");
    assertRefused(
        ExitCode.COMPILE,
        source("G.java", "//SOURCES nope/*.java\nclass G {}"),
        "//SOURCES nope/*.java names no file");
    assertRefused(
        ExitCode.COMPILE,
        source("F.java", "//FILES nope.txt\nclass F {}"),
        "//FILES nope.txt names no file");
  }

  @Test
  void refusesANewerJavaThanThisOne() throws IOException {
    String file =
        source("New.java", "//JAVA 99+\nclass New { static String f(String s) { return s; } }");
    assertRefused(ExitCode.COMPILE, file, "asks for Java 99+", "JAVA_HOME");
  }

  @Test
  void passesWarningsOn() throws Exception {
    load(
        source(
            "W.java",
            "//RUNTIME_OPTIONS -Xmx1g\n"
                + "//JAVA new\n"
                + "class W { static String f(String s) { return s; } }"));
    assertThat(warnings).hasSize(2);
  }

  @Test
  void aFailingStaticInitializerEndsTheRunBeforeItBegins() throws IOException {
    String file =
        source(
            "Init.java",
            "class Init { static int x = Integer.parseInt(\"x\"); static int f(String s) { return"
                + " x; } }");
    assertRefused(ExitCode.BROKEN, file, "Init cannot be initialized", "NumberFormatException");
  }
}
