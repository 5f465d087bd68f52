package concurrent.futures.cli.function;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import concurrent.futures.cli.input.InputFormat;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way from FUNCTION, as the user wrote it, to something that can be called. */
public final class FunctionLoading {
  private final FunctionSpec spec;
  private final FunctionOptions options;
  private final Consumer<String> warnings;

  /**
   * Creates a loading.
   *
   * @param warnings is told what is not as the user may think
   */
  public FunctionLoading(FunctionSpec spec, FunctionOptions options, Consumer<String> warnings) {
    this.spec = spec;
    this.options = options;
    this.warnings = warnings;
  }

  /**
   * Compiles if need be, loads and chooses the method.
   *
   * @throws CommandException if any of it is impossible; the message says what to do
   */
  public LineFunction load() {
    return switch (spec.kind()) {
      case CLASS -> compiledClass();
      case SOURCE -> {
        demandCompiler();
        yield sourceFile();
      }
      case EXPRESSION -> {
        demandCompiler();
        yield expression();
      }
    };
  }

  private LineFunction compiledClass() {
    List<Path> classPath = ClassPath.of(options.classPath());
    classPath.addAll(dependencies(List.of(), List.of()));
    FunctionLoader loader = new FunctionLoader(FunctionCode.of(Map.of(), Map.of(), classPath));
    Class<?> type;
    try {
      type = loaded(spec.location(), loader);
    } catch (ClassNotFoundException e) {
      throw CommandException.usage(
          "there is no class "
              + spec.location()
              + " on the class path ("
              + (classPath.isEmpty() ? "which is empty: give --cp" : shown(classPath))
              + ") nor in the JDK.");
    }
    return choose(spec.location(), List.of(type), loader);
  }

  /** Asked of the module system, since without the compiler its classes cannot even be named. */
  private static void demandCompiler() {
    if (!hasCompiler()) {
      throw new CommandException(
          ExitCode.COMPILE,
          "this Java has no compiler, so a source file or an expression cannot be used: "
              + System.getProperty("java.home")
              + " is a JRE. Install a JDK (Debian: apt install openjdk-17-jdk-headless) and point"
              + " JAVA_HOME to it, or give a compiled method with --cp and pkg.Class::method.");
    }
  }

  /** True if this Java can compile. */
  public static boolean hasCompiler() {
    return ModuleLayer.boot().findModule("jdk.compiler").isPresent();
  }

  private LineFunction sourceFile() {
    Path file = Path.of(spec.location());
    SourceFile source = SourceFile.read(file, spec.location());
    for (String warning : source.directives().warnings) {
      warnings.accept(warning);
    }
    List<Path> classPath = ClassPath.of(options.classPath());
    classPath.addAll(
        dependencies(source.directives().dependencies, source.directives().repositories));
    SourceCompiler.Compiled compiled;
    try {
      compiled =
          SourceCompiler.compile(
              source.all(), ClassPath.forCompiler(classPath), source.directives().compileOptions);
    } catch (SourceCompiler.CompileErrors e) {
      throw new CommandException(
          ExitCode.COMPILE, CompileMessages.ofFile(spec.location(), e.errors));
    }
    FunctionLoader loader =
        new FunctionLoader(FunctionCode.of(compiled.classes(), source.resources(), classPath));
    List<Class<?>> types = new ArrayList<>();
    for (String name : compiled.types()) {
      try {
        types.add(loaded(name, loader));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(name, e); // it was compiled a moment ago
      }
    }
    if (types.isEmpty()) {
      throw CommandException.usage(spec.location() + " declares no class.");
    }
    return choose(spec.location(), types, loader);
  }

  private LineFunction expression() {
    InputFormat format = options.format() == null ? InputFormat.LINES : options.format();
    Expression expression = new Expression(spec.location(), format, options.batch() > 0);
    List<Path> classPath = ClassPath.of(options.classPath());
    classPath.addAll(dependencies(List.of(), List.of()));
    SourceCompiler.Compiled compiled;
    try {
      compiled =
          SourceCompiler.compile(
              List.of(new SourceCompiler.Source(Expression.CLASS + ".java", expression.source())),
              ClassPath.forCompiler(classPath),
              List.of("-nowarn"));
    } catch (SourceCompiler.CompileErrors e) {
      throw new CommandException(ExitCode.COMPILE, expression.message(e.errors));
    }
    FunctionLoader loader =
        new FunctionLoader(FunctionCode.of(compiled.classes(), Map.of(), classPath));
    try {
      Class<?> type = loaded(Expression.CLASS, loader);
      Thread.currentThread().setContextClassLoader(loader);
      return Expression.function(type, expression, loader.code());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("generated class", e);
    }
  }

  private LineFunction choose(String where, List<Class<?>> types, FunctionLoader loader) {
    MethodChoice choice = new MethodChoice(where, types, options.format(), options.batch() > 0);
    String method = spec.method();
    Candidate candidate = method == null ? choice.theOnlyOne() : choice.named(method);
    Thread.currentThread().setContextClassLoader(types.get(0).getClassLoader());
    return function(candidate, loader.code());
  }

  private LineFunction function(Candidate candidate, FunctionCode code) {
    Method method = candidate.method();
    Argument argument = candidate.argument();
    if (argument == null) {
      throw new IllegalStateException(candidate.toString());
    }
    InputFormat format = options.format() == null ? argument.format() : options.format();
    String refusal = argument.refuses(format);
    if (refusal != null) {
      throw CommandException.usage("method " + candidate.show() + " " + refusal + ".");
    }
    try {
      String name = method.getDeclaringClass().getSimpleName() + "." + candidate.show();
      return link(name, method, argument, format, code);
    } catch (IllegalAccessException | RuntimeException e) {
      throw CommandException.usage(
          "method "
              + candidate.show()
              + " of "
              + method.getDeclaringClass().getName()
              + " cannot be used: "
              + e.getMessage()
              + ".");
    }
  }

  /** The function that calls a method. */
  static LineFunction link(
      String name, Method method, Argument argument, InputFormat format, FunctionCode code)
      throws IllegalAccessException {
    FunctionForm form = new FunctionForm(code, name, method, argument.kind(), format);
    return new LineFunction(name, argument, format, instances(method), handle(method), form);
  }

  /** The method as (Object instance, Object argument, long index) Object. */
  private static MethodHandle handle(Method method) throws IllegalAccessException {
    makeAccessible(method);
    MethodHandle handle = MethodHandles.lookup().unreflect(method);
    if (Modifier.isStatic(method.getModifiers())) {
      handle = MethodHandles.dropArguments(handle, 0, Object.class);
    }
    if (handle.type().parameterCount() == 2) {
      handle = MethodHandles.dropArguments(handle, 2, long.class);
    }
    return handle
        .asFixedArity()
        .asType(MethodType.methodType(Object.class, Object.class, Object.class, long.class));
  }

  private static void makeAccessible(Method method) {
    boolean open =
        Modifier.isPublic(method.getModifiers())
            && Modifier.isPublic(method.getDeclaringClass().getModifiers());
    if (!open) {
      method.setAccessible(true);
    }
  }

  private static @Nullable Instances instances(Method method) {
    if (Modifier.isStatic(method.getModifiers())) {
      return null;
    }
    Class<?> type = method.getDeclaringClass();
    Constructor<?> constructor = Candidate.noArgConstructor(type);
    if (constructor == null) {
      throw new IllegalStateException(method.toString());
    }
    constructor.setAccessible(true);
    return new Instances(constructor, lifecycle(type, "init"), lifecycle(type, "close"));
  }

  private static @Nullable Method lifecycle(Class<?> type, String name) {
    try {
      Method method = type.getDeclaredMethod(name);
      if (Modifier.isStatic(method.getModifiers())) {
        return null;
      }
      method.setAccessible(true);
      return method;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private Class<?> loaded(String name, ClassLoader loader) throws ClassNotFoundException {
    return load(name, !options.elsewhere(), loader);
  }

  /** Loads a class and runs its static initializer. */
  static Class<?> initialized(String name, ClassLoader loader) throws ClassNotFoundException {
    return load(name, true, loader);
  }

  private static Class<?> load(String name, boolean initialize, ClassLoader loader)
      throws ClassNotFoundException {
    try {
      return Class.forName(name, initialize, loader);
    } catch (ExceptionInInitializerError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CommandException(
          ExitCode.BROKEN,
          "class "
              + name
              + " cannot be initialized: its static initializer failed with "
              + cause
              + ".",
          cause);
    } catch (LinkageError e) {
      throw new CommandException(
          ExitCode.BROKEN,
          "class "
              + name
              + " cannot be loaded: "
              + e
              + ". Is something missing on the class path"
              + " (--cp, --deps)?",
          e);
    }
  }

  private List<Path> dependencies(List<String> ofSource, List<String> repositoriesOfSource) {
    List<String> all = new ArrayList<>(ofSource);
    all.addAll(options.dependencies());
    if (all.isEmpty()) {
      return List.of();
    }
    List<String> repositories = new ArrayList<>(repositoriesOfSource);
    repositories.addAll(options.repositories());
    return Dependencies.resolve(all, repositories, options.offline());
  }

  private static String shown(List<Path> classPath) {
    List<String> entries = new ArrayList<>();
    for (Path entry : classPath) {
      entries.add(entry + (Files.exists(entry) ? "" : " (which does not exist)"));
    }
    return String.join(", ", entries);
  }
}
