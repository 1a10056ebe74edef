package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each public class of a package that a module exports to all is used in a program of README.md or
 * docs, in one of the examples, or in the toy backend. {@link SnippetsTest} runs those of the
 * pages. Spark's package is held to its guide by a test of its module.
 */
class ClassExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern EXPORT = Pattern.compile("exports ([\\w.]+);");

  /** What users write against of modules without a descriptor. */
  private static final Map<String, String> AUTOMATIC =
      Map.of("backend-dl4j", "io.trihorn.backend.dl4j", "parquet", "io.trihorn.parquet");

  @TempDir Path directory;

  private static List<Path> found(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  /** The source folders of all modules. */
  private static List<Path> modules() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    return Pattern.compile("<module>([^<]+)</module>")
        .matcher(pom)
        .results()
        .map(module -> ROOT.resolve(module.group(1)).resolve("src/main/java"))
        .filter(Files::isDirectory)
        .distinct()
        .toList();
  }

  private static Set<String> exported() throws IOException, ClassNotFoundException {
    Set<String> names = new TreeSet<>();
    for (Path sources : modules()) {
      for (String room : packages(sources)) {
        try (Stream<Path> files = Files.list(sources.resolve(room.replace('.', '/')))) {
          for (String file : files.map(f -> f.getFileName().toString()).toList()) {
            String name = room + "." + file.replace(".java", "");
            if (file.matches("\\w+\\.java") && isPublic(name)) {
              names.add(name);
            }
          }
        }
      }
    }
    return names;
  }

  private static List<String> packages(Path sources) throws IOException {
    Path descriptor = sources.resolve("module-info.java");
    if (Files.exists(descriptor)) {
      return EXPORT
          .matcher(Files.readString(descriptor))
          .results()
          .map(export -> export.group(1))
          .toList();
    }
    return AUTOMATIC.entrySet().stream()
        .filter(module -> sources.startsWith(ROOT.resolve(module.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static boolean isPublic(String name) throws ClassNotFoundException {
    ClassLoader loader = ClassExamplesTest.class.getClassLoader();
    return Modifier.isPublic(Class.forName(name, false, loader).getModifiers());
  }

  @Test
  void eachExportedClassHasOne() throws Exception {
    List<Path> programs = new ArrayList<>();
    for (Snippet snippet : Snippet.all(ROOT)) {
      programs.add(snippet.write(directory));
    }
    programs.addAll(found(ROOT.resolve("examples/src/main/java"), ".java"));
    programs.addAll(found(ROOT.resolve("packaging/toy-backend/src/main/java"), ".java"));
    Set<String> exported = exported();
    assertTrue(exported.size() > 500, "only " + exported.size() + " classes were found");
    exported.removeAll(UsedClasses.of(programs));
    assertEquals(Set.of(), exported, "these are in no example of docs/by-example");
  }

  @Test
  void whatAProgramUsesIsFound() throws IOException {
    String code =
        "int units = 3;\n"
            + "var layer = io.trihorn.layers.Layers.dense(units).kernelInitializer(\"ones\");\n";
    Path program = new Snippet("One", "one", code, null).write(directory);
    Set<String> ours =
        UsedClasses.of(List.of(program)).stream()
            .filter(name -> name.startsWith("io.trihorn."))
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of("CoreLayers", "Dense", "KernelLayer", "Layers"), ours);
  }
}
