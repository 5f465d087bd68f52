package concurrent.futures.cli.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DirectivesTest {
  @Test
  void readsWhatJBangReads() {
    Directives found =
        Directives.of(
            "A.java",
            """
            ///usr/bin/env futures map "$0" "$@"; exit
            //DEPS a:b:1 c:d:2,e:f:3
            //DEPS g:h:4@pom
            //REPOS mine=https://example.org/maven
            //JAVA 17+
            //SOURCES B.java util/*.java
            //FILES data.txt=files/data.txt
            //COMPILE_OPTIONS -Xlint:all "-Afoo=a b"
            package p;
            class A {}
            """);
    assertThat(found.dependencies).containsExactly("a:b:1", "c:d:2", "e:f:3", "g:h:4@pom");
    assertThat(found.repositories).containsExactly("mine=https://example.org/maven");
    assertThat(found.java).isEqualTo("17+");
    assertThat(found.sources).containsExactly("B.java", "util/*.java");
    assertThat(found.files).containsExactly("data.txt=files/data.txt");
    assertThat(found.compileOptions).containsExactly("-Xlint:all", "-Afoo=a b");
    assertThat(found.warnings).isEmpty();
  }

  @Test
  void warnsOfWhatItCannotDo() {
    Directives found = Directives.of("A.java", "//RUNTIME_OPTIONS -Xmx1g\n//NATIVE_IMAGE yes\n");
    assertThat(found.warnings)
        .hasSize(2)
        .anyMatch(text -> text.contains("A.java:1") && text.contains("FUTURES_JAVA_OPTS='-Xmx1g'"))
        .anyMatch(text -> text.contains("A.java:2: unknown directive //NATIVE_IMAGE"));
  }

  @Test
  void ordinaryCommentsAreNoDirectives() {
    Directives found =
        Directives.of(
            "A.java",
            """
            // DEPS a:b:1
            //TODO rename
            //GAV me:mine:1
            //DEPSIT a:b:1x
            //Deps a:b:1
            class A {
              //WHATEVER this is
            }
            """);
    assertThat(found.dependencies).isEmpty();
    assertThat(found.warnings).containsExactly("A.java:4: unknown directive //DEPSIT is ignored");
  }
}
