package io.trihorn.testkit.catalogue;

import io.trihorn.activations.Activations;
import io.trihorn.losses.Losses;
import io.trihorn.testkit.conformance.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The text of {@code docs/catalogue.md}. */
final class CataloguePage {
  private final Presence presence = new Presence();
  private final Goldens goldens;
  private final Map<String, String> leftOut = KerasApi.leftOut();

  CataloguePage(Goldens goldens) {
    this.goldens = goldens;
  }

  /** Names that are not here and for which no reason is given. */
  List<String> unexplained() {
    List<String> missing = new ArrayList<>();
    KerasApi.names()
        .forEach(
            (namespace, names) ->
                names.stream()
                    .filter(name -> presence.of(namespace, name).isEmpty())
                    .filter(name -> reason(namespace, name).isEmpty())
                    .forEach(name -> missing.add(namespace + "." + name)));
    return missing;
  }

  private Optional<String> reason(String namespace, String name) {
    String full = namespace + "." + name;
    return leftOut.entrySet().stream()
        .filter(e -> full.equals(e.getKey()) || namespace.equals(e.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private boolean gradientChecked(String namespace, String name) {
    return switch (namespace) {
      case "keras.layers" -> Checked.layers().contains(name);
      case "keras.ops" -> Checked.ops().contains(name);
      case "keras.activations" -> Activations.names().contains(name);
      case "keras.losses" -> Losses.REGISTRY.names().contains(name);
      default -> false;
    };
  }

  String render() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # The catalogue

        Every public name of Keras 3.15, and what of it is here. A test makes this page from the
        code, and fails when it is out of date.

        * *Here* is the Java class or method; the packages are those of the same names under
          `io.trihorn`. What is not here has the reason.
        * *Goldens* are cases that real Keras computed, passed of all, on DL4J, TensorFlow and ONNX
          Runtime.
        * *Gradient*: held to differences in float64 on the interpreter. Losses, and layers with
          goldens, are also held to Keras's gradients.

        """);
    page.append("An engine has to have ")
        .append(Checked.primitives())
        .append(" primitive ops; all else is made of them.\n\n");
    summary(page);
    kinds(page);
    KerasApi.names().forEach((namespace, names) -> section(page, namespace, names));
    return page.toString();
  }

  private void summary(StringBuilder page) {
    page.append("| namespace | names | here |\n| --- | --- | --- |\n");
    KerasApi.names()
        .forEach(
            (namespace, names) -> {
              long here = names.stream().filter(n -> presence.of(namespace, n).isPresent()).count();
              page.append(
                  String.format(
                      "| [`%s`](#%s) | %d | %d |%n",
                      namespace, namespace.replace(".", ""), names.size(), here));
            });
    page.append('\n');
  }

  private void kinds(StringBuilder page) {
    page.append("| kind of golden | dl4j | tensorflow | onnx |\n| --- | --- | --- | --- |\n");
    for (String kind : goldens.kindNames()) {
      page.append("| ").append(kind);
      for (String backend : Goldens.BACKENDS) {
        page.append(" | ").append(goldens.ofKind(backend, kind));
      }
      page.append(" |\n");
    }
    page.append('\n');
  }

  private void section(StringBuilder page, String namespace, List<String> names) {
    page.append("## ").append(namespace).append("\n\n");
    Map<String, List<String>> absent = new TreeMap<>();
    StringBuilder rows = new StringBuilder();
    for (String name : names) {
      Optional<String> place = presence.of(namespace, name);
      if (place.isEmpty()) {
        absent
            .computeIfAbsent(reason(namespace, name).orElse("no reason"), r -> new ArrayList<>())
            .add("`" + name + "`");
        continue;
      }
      rows.append("| `").append(name).append("` | `").append(place.get()).append("` | ");
      rows.append(shares(namespace, name)).append(" | ");
      rows.append(gradientChecked(namespace, name) ? "checked" : "").append(" |\n");
    }
    if (rows.length() > 0) {
      page.append("| Keras | here | goldens | gradient |\n| --- | --- | --- | --- |\n");
      page.append(rows).append('\n');
    }
    if (!absent.isEmpty()) {
      page.append("Not here:\n\n");
      absent.forEach(
          (reason, list) ->
              page.append("* ")
                  .append(String.join(", ", list))
                  .append(": ")
                  .append(reason)
                  .append('\n'));
      page.append('\n');
    }
  }

  /** One share where the backends agree, else one for each. */
  private String shares(String namespace, String name) {
    List<String> shares =
        Goldens.BACKENDS.stream().map(b -> goldens.of(b, namespace, name)).toList();
    return shares.stream().distinct().count() == 1 ? shares.get(0) : String.join(", ", shares);
  }
}
