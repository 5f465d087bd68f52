package concurrent.futures.cli.function;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.jspecify.annotations.Nullable;

/**
 * Maven coordinates to jars, as Maven itself would: with the user's settings, mirrors and local
 * repository. Alone in touching the resolver, which takes half a second to start.
 */
final class Dependencies {
  private static final Map<String, String> SHORT_NAMES =
      Map.of(
          "central", "https://repo1.maven.org/maven2/",
          "mavencentral", "https://repo1.maven.org/maven2/",
          "google", "https://maven.google.com/",
          "jitpack", "https://jitpack.io/",
          "sonatype-snapshots", "https://central.sonatype.com/repository/maven-snapshots/");

  private Dependencies() {}

  /**
   * Finds the jars of dependencies and of what they depend on.
   *
   * @param coordinates {@code group:artifact:version[:classifier][@type]}; of type {@code pom}: a
   *     bill of materials, which gives later coordinates their version
   * @param repositories {@code url}, {@code id=url} or a short name; none: those of the settings
   * @throws CommandException if one cannot be had
   */
  static List<Path> resolve(List<String> coordinates, List<String> repositories, boolean offline) {
    ContextOverrides overrides =
        ContextOverrides.create()
            .withUserSettings(true)
            .offline(offline)
            .repositories(repositories.isEmpty() ? null : remote(repositories))
            .addRepositoriesOp(
                repositories.isEmpty()
                    ? ContextOverrides.AddRepositoriesOp.APPEND
                    : ContextOverrides.AddRepositoriesOp.REPLACE)
            .build();
    try (Context context = Runtimes.INSTANCE.getRuntime().create(overrides)) {
      return resolve(context, coordinates);
    } catch (DependencyResolutionException e) {
      throw failed(coordinates, e.getCause() == null ? e : e.getCause(), offline);
    } catch (RepositoryException | IllegalArgumentException e) {
      throw failed(coordinates, e, offline);
    }
  }

  private static List<Path> resolve(Context context, List<String> coordinates)
      throws RepositoryException {
    CollectRequest collect = new CollectRequest();
    collect.setRepositories(context.remoteRepositories());
    for (String coordinate : coordinates) {
      if (coordinate.endsWith("@pom")) {
        manage(context, collect, coordinate);
      }
    }
    for (String coordinate : coordinates) {
      if (!coordinate.endsWith("@pom")) {
        collect.addDependency(new Dependency(artifact(coordinate, collect), JavaScopes.RUNTIME));
      }
    }
    DependencyRequest request =
        new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
    List<Path> jars = new ArrayList<>();
    for (ArtifactResult result :
        context
            .repositorySystem()
            .resolveDependencies(context.repositorySystemSession(), request)
            .getArtifactResults()) {
      jars.add(result.getArtifact().getFile().toPath());
    }
    return jars;
  }

  /** Takes over the versions of a bill of materials. */
  private static void manage(Context context, CollectRequest collect, String coordinate)
      throws RepositoryException {
    ArtifactDescriptorRequest request =
        new ArtifactDescriptorRequest(
            artifact(coordinate, collect), context.remoteRepositories(), null);
    for (Dependency managed :
        context
            .repositorySystem()
            .readArtifactDescriptor(context.repositorySystemSession(), request)
            .getManagedDependencies()) {
      collect.addManagedDependency(managed);
    }
  }

  private static DefaultArtifact artifact(String coordinate, CollectRequest collect) {
    int at = coordinate.lastIndexOf('@');
    String type = at < 0 ? "jar" : coordinate.substring(at + 1);
    String[] parts = (at < 0 ? coordinate : coordinate.substring(0, at)).split(":", -1);
    if (parts.length < 2 || parts.length > 4 || List.of(parts).contains("")) {
      throw notOne(coordinate);
    }
    String version = parts.length > 2 ? parts[2] : managedVersion(parts[0], parts[1], collect);
    if (version == null) {
      throw notOne(coordinate);
    }
    return new DefaultArtifact(
        parts[0], parts[1], parts.length == 4 ? parts[3] : "", type, version);
  }

  private static @Nullable String managedVersion(
      String group, String artifact, CollectRequest collect) {
    for (Dependency managed : collect.getManagedDependencies()) {
      if (managed.getArtifact().getGroupId().equals(group)
          && managed.getArtifact().getArtifactId().equals(artifact)) {
        return managed.getArtifact().getVersion();
      }
    }
    return null;
  }

  private static List<RemoteRepository> remote(List<String> repositories) {
    List<RemoteRepository> remote = new ArrayList<>();
    for (String repository : repositories) {
      int equals = repository.indexOf('=');
      String id = equals < 0 ? "repo" + remote.size() : repository.substring(0, equals);
      String url = equals < 0 ? repository : repository.substring(equals + 1);
      String known = SHORT_NAMES.get(url);
      if (known == null && !url.contains(":/")) {
        throw new CommandException(
            ExitCode.COMPILE,
            "'"
                + repository
                + "' is no Maven repository: give a URL, id=URL, or one of "
                + new TreeSet<>(SHORT_NAMES.keySet())
                + ".");
      }
      remote.add(
          new RemoteRepository.Builder(
                  equals < 0 && known != null ? url : id, "default", known == null ? url : known)
              .build());
    }
    return remote;
  }

  private static IllegalArgumentException notOne(String coordinate) {
    return new IllegalArgumentException(
        "'"
            + coordinate
            + "' is not group:artifact:version (nor group:artifact:version:classifier"
            + " or …@type)");
  }

  private static CommandException failed(
      List<String> coordinates, Throwable cause, boolean offline) {
    return new CommandException(
        ExitCode.COMPILE,
        "cannot get the dependencies "
            + String.join(" ", coordinates)
            + ": "
            + cause.getMessage()
            + (offline ? " (--offline: only the local repository was asked)" : "")
            + ".",
        cause);
  }
}
