package concurrent.futures.cli.function;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles source files in memory: nothing is written to disk. */
final class SourceCompiler {
  /**
   * What came out.
   *
   * @param classes binary name to bytes
   * @param types the names of the first file's top-level types, in the order of the source (the
   *     order of {@code classes} is another)
   */
  record Compiled(Map<String, byte[]> classes, List<String> types) {}

  /**
   * A source text.
   *
   * @param name how to call it in messages; it need not match the class
   */
  record Source(String name, String text) {}

  private SourceCompiler() {}

  /**
   * Compiles.
   *
   * @param sources the file with the function first
   * @param classPath jars and directories
   * @param options further options of javac
   * @throws CompileErrors if it does not compile
   * @throws CommandException if the compiler refuses the options
   */
  static Compiled compile(List<Source> sources, List<File> classPath, List<String> options)
      throws CompileErrors {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
            javac.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8);
        Memory memory = new Memory(files)) {
      files.setLocation(javax.tools.StandardLocation.CLASS_PATH, classPath);
      List<String> all = new ArrayList<>(List.of("-proc:none", "-parameters", "-g"));
      all.addAll(options);
      List<Text> texts = new ArrayList<>();
      for (Source source : sources) {
        texts.add(new Text(source));
      }
      StringWriter out = new StringWriter();
      JavacTask task = (JavacTask) task(javac, out, memory, diagnostics, all, texts);
      List<String> types = types(task.parse().iterator().next());
      task.generate();
      check(diagnostics);
      return new Compiled(memory.classes(), types);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.COMPILE, "cannot compile " + sources.get(0).name() + ": " + e.getMessage(), e);
    }
  }

  private static JavaCompiler.CompilationTask task(
      JavaCompiler javac,
      StringWriter out,
      Memory memory,
      DiagnosticCollector<JavaFileObject> diagnostics,
      List<String> options,
      List<Text> texts) {
    try {
      return javac.getTask(out, memory, diagnostics, options, null, texts);
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.COMPILE, "javac refuses the options (//COMPILE_OPTIONS): " + e.getMessage(), e);
    }
  }

  /** Throws if there are errors. */
  private static void check(DiagnosticCollector<JavaFileObject> diagnostics) throws CompileErrors {
    List<Diagnostic<? extends JavaFileObject>> errors = new ArrayList<>();
    boolean isError = false;
    for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
      switch (diagnostic.getKind()) {
        case ERROR -> {
          isError = true;
          errors.add(diagnostic);
        }
        case WARNING, MANDATORY_WARNING -> errors.add(diagnostic); // what -Werror means
        default -> {}
      }
    }
    if (isError) {
      throw new CompileErrors(errors);
    }
  }

  /**
   * The top-level types of a file; javac hands the files back in the order in which it got them.
   */
  private static List<String> types(CompilationUnitTree unit) {
    List<String> types = new ArrayList<>();
    String prefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
    for (Tree type : unit.getTypeDecls()) {
      if (type instanceof ClassTree declared) {
        types.add(prefix + declared.getSimpleName());
      }
    }
    return types;
  }

  /** What javac has against a source. */
  static final class CompileErrors extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // never serialized
    final List<Diagnostic<? extends JavaFileObject>> errors;

    CompileErrors(List<Diagnostic<? extends JavaFileObject>> errors) {
      super(null, null, false, false);
      this.errors = errors;
    }
  }

  /** A source text as javac wants it. */
  private static final class Text extends SimpleJavaFileObject {
    private final Source source;

    Text(Source source) {
      super(uri(source.name()), Kind.SOURCE);
      this.source = source;
    }

    /** Only the file's name matters: it goes into stack traces. */
    private static URI uri(String name) {
      try {
        return new URI("string", null, "/" + name.substring(name.lastIndexOf('/') + 1), null);
      } catch (URISyntaxException e) {
        return URI.create("string:///source.java");
      }
    }

    @Override
    public String getName() {
      return source.name();
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return true;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source.text();
    }
  }

  /** Keeps the class files that javac writes. */
  private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();

    Memory(StandardJavaFileManager standard) {
      super(standard);
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new LinkedHashMap<>();
      files.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        @Nullable FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          files.put(className, bytes);
          return bytes;
        }
      };
    }
  }
}
