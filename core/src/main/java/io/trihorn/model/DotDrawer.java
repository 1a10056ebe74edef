package io.trihorn.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.Set;

/** Draws graphs of models into files; found by {@link ServiceLoader}. */
public interface DotDrawer {
  /** The formats it writes, as the endings of files: {@code svg}, {@code png} ... */
  Set<String> formats();

  /**
   * Draws a graph.
   *
   * @param format one of the formats
   * @param file overwritten if it is there
   */
  void draw(DotGraph graph, String format, Path file) throws IOException;

  /**
   * What draws in a format.
   *
   * @throws ModelException if there is none on the class path; the message says what to add
   */
  static DotDrawer of(String format) {
    List<DotDrawer> found =
        ServiceLoader.load(DotDrawer.class).stream()
            .sorted(Comparator.comparing(provider -> provider.type().getName()))
            .map(Provider::get)
            .toList();
    return found.stream()
        .filter(drawer -> drawer.formats().contains(format))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "drawing a model as '"
                        + format
                        + "' "
                        + (found.isEmpty()
                            ? "needs the module io.trihorn:trihorn-plots; add it, or give a file that"
                                + " ends in .dot"
                            : "is not known; known are dot and "
                                + found.stream()
                                    .flatMap(drawer -> drawer.formats().stream())
                                    .sorted()
                                    .toList())));
  }
}
