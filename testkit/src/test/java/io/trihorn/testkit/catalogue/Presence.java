package io.trihorn.testkit.catalogue;

import io.trihorn.activations.Activations;
import io.trihorn.config.Registry;
import io.trihorn.constraints.Constraints;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.Layers;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metrics;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.optimizers.schedules.Schedules;
import io.trihorn.regularizers.Regularizers;
import io.trihorn.testkit.conformance.KerasNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where in the code a name of Keras is. */
final class Presence {
  private record Family(Registry<?> registry, Class<?> holder) {}

  private static final Map<String, Family> FAMILIES =
      Map.of(
          "keras.layers", new Family(Layers.REGISTRY, Layers.class),
          "keras.losses", new Family(Losses.REGISTRY, Losses.class),
          "keras.metrics", new Family(Metrics.REGISTRY, Metrics.class),
          "keras.optimizers", new Family(Optimizers.REGISTRY, Optimizers.class),
          "keras.optimizers.schedules", new Family(Schedules.REGISTRY, Schedules.class),
          "keras.initializers", new Family(Initializers.REGISTRY, Initializers.class),
          "keras.regularizers", new Family(Regularizers.REGISTRY, Regularizers.class),
          "keras.constraints", new Family(Constraints.REGISTRY, Constraints.class));

  /** The packages whose static methods have the names of a namespace's functions. */
  private static final Map<String, List<String>> PACKAGES =
      Map.of(
          "keras.ops", List.of("ops", "ops.image", "ops.linalg"),
          "keras.random", List.of("ops"),
          "keras.models", List.of("saving", "model"),
          "keras.quantizers", List.of("quantizers"),
          "keras.saving", List.of("saving"),
          "keras.visualization", List.of("visualization"));

  /** Among several methods of one name those of these classes are shown. */
  private static final List<String> FIRST = List.of("Ops", "Nn", "Creation", "Distributions");

  private final List<Class<?>> classes = publicClasses();

  private static List<Class<?>> publicClasses() {
    try {
      Path place =
          Path.of(Layers.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(place)) {
        return publicClasses(place);
      }
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        return publicClasses(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Class<?>> publicClasses(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.contains("-info"))
          .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
          .sorted()
          .<Class<?>>map(Presence::load)
          .filter(c -> Modifier.isPublic(c.getModifiers()))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Presence.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The class, or the class and its method, of a name; empty if it is not here. */
  Optional<String> of(String namespace, String name) {
    if (KerasApi.leftOut().containsKey(namespace + "." + name)) {
      return Optional.empty();
    }
    String said = KerasApi.elsewhere().get(namespace + "." + name);
    if (said != null) {
      return Optional.of(checked(said));
    }
    if (namespace.equals("keras.activations") && Activations.names().contains(name)) {
      return Optional.of("Activations.get(\"" + name + "\")");
    }
    Family family = FAMILIES.get(namespace);
    if (family != null) {
      Optional<String> found = inFamily(family, name);
      if (found.isPresent()) {
        return found;
      }
    }
    String simple = name.substring(name.indexOf('.') + 1);
    Optional<String> method =
        PACKAGES.getOrDefault(namespace, List.of()).stream()
            .flatMap(p -> method(p, KerasNames.camel(simple)).stream())
            .findFirst();
    return method.isPresent() || !Character.isUpperCase(name.charAt(0)) ? method : type(name);
  }

  private static Optional<String> inFamily(Family family, String name) {
    String wanted = name.replace("_", "");
    Optional<Method> factory =
        Stream.of(family.holder().getMethods())
            .filter(m -> Modifier.isStatic(m.getModifiers()))
            .filter(m -> m.getName().equalsIgnoreCase(wanted))
            .findFirst();
    String holder = family.holder().getSimpleName();
    if (factory.isPresent()) {
      return Optional.of(holder + "." + factory.get().getName());
    }
    if (name.equals("serialize") || name.equals("deserialize")) {
      return Optional.of(holder + ".REGISTRY." + name);
    }
    if (!family.registry().has(name)) {
      return Optional.empty();
    }
    Object made = family.registry().create(name);
    return Stream.of(family.holder().getMethods())
        .filter(m -> Modifier.isStatic(m.getModifiers()) && m.getReturnType() == made.getClass())
        .map(m -> holder + "." + m.getName())
        .sorted()
        .findFirst()
        .or(() -> Optional.of(holder + ".REGISTRY.create(\"" + name + "\")"));
  }

  private Optional<String> method(String room, String name) {
    return classes.stream()
        .filter(c -> c.getPackageName().equals("io.trihorn." + room))
        .filter(c -> has(c, name))
        .map(Class::getSimpleName)
        .min(
            Comparator.<String>comparingInt(c -> FIRST.contains(c) ? FIRST.indexOf(c) : 99)
                .thenComparing(Comparator.naturalOrder()))
        .map(c -> c + "." + name);
  }

  private static boolean has(Class<?> type, String method) {
    return Stream.of(type.getDeclaredMethods())
        .anyMatch(
            m ->
                m.getName().equals(method)
                    && Modifier.isPublic(m.getModifiers())
                    && Modifier.isStatic(m.getModifiers()));
  }

  private Optional<String> type(String name) {
    return classes.stream().map(Class::getSimpleName).filter(name::equals).findFirst();
  }

  /** Fails if what is said to be there is not. */
  private String checked(String place) {
    for (Class<?> type : classes) {
      if (type.getName().equals(place)) {
        return type.getSimpleName();
      }
      String member = place.substring(place.lastIndexOf('.') + 1);
      if (place.equals(type.getName() + "." + member)
          && Stream.of(type.getMethods()).anyMatch(m -> m.getName().equals(member))) {
        return type.getSimpleName() + "." + member;
      }
    }
    throw new AssertionError("there is no " + place + "; see keras-elsewhere.txt");
  }
}
