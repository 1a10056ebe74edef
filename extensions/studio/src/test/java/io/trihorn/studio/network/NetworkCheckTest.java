package io.trihorn.studio.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.Backends;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.texts.TrainingText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of networks as drawings, and what is wrong with them where it is. */
class NetworkCheckTest {
  private static final String TEXT =
      """
      class_name: Sequential
      config:
        layers:
          - {class_name: InputLayer, config: {batch_shape: [null, 28, 28, 1]}}
          - {class_name: Conv2D, config: {name: first, filters: 6, kernel_size: [5, 5]}}
          - class_name: Sequential
            config:
              name: head
              layers:
                - {class_name: InputLayer, config: {batch_shape: [null, 24, 24, 6]}}
                - {class_name: Flatten}
                - {class_name: Dense, config: {units: 7}}
          - {class_name: Dense, config: {name: last, units: 10, activation: softmax}}
      """;

  private static Drawing.Box box(NetworkCheck check, String id) {
    return check.drawing().boxes().stream()
        .filter(box -> box.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void drawsLayersWithShapesAndParameters() {
    NetworkCheck check = NetworkCheck.of(TEXT, Set.of());
    assertNull(check.error());
    assertEquals(156 + 24 * 24 * 6 * 7 + 7 + 80, check.parameters());
    assertEquals(4, check.drawing().boxes().size());
    Drawing.Box first = box(check, "1");
    assertEquals(
        List.of("first", "Conv2D", "(null, 24, 24, 6)", 156L),
        List.of(first.name(), first.type(), first.shape(), first.parameters()));
    assertEquals("(null, 28, 28, 1)", box(check, "0").shape());
    assertTrue(box(check, "2").folds());
    assertEquals(
        List.of("0-1", "1-2", "2-3"),
        check.drawing().lines().stream().map(l -> l.from() + "-" + l.to()).toList());
    assertTrue(box(check, "0").y() + box(check, "0").height() < first.y(), "from top to bottom");
  }

  @Test
  void unfoldsModelsInside() {
    NetworkCheck check = NetworkCheck.of(TEXT, Set.of("2"));
    Drawing.Box head = box(check, "2");
    assertTrue(head.open());
    List<Drawing.Box> inner =
        check.drawing().boxes().stream().filter(b -> b.id().startsWith("2/")).toList();
    assertTrue(inner.stream().anyMatch(b -> b.type().equals("Dense") && b.parameters() == 24199));
    for (Drawing.Box box : inner) {
      assertTrue(
          box.x() >= head.x()
              && box.y() >= head.y()
              && box.x() + box.width() <= head.x() + head.width()
              && box.y() + box.height() <= head.y() + head.height(),
          box + " is outside of " + head);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kernel_size: [5, 5] | kernel_size: [50, 50] | 1 | 5 | 50",
        "class_name: Conv2D | class_name: Conv2d | 1 | 5 | did you mean",
        "units: 10 | unit: 10 | 3 | 13 | no attribute 'unit'",
        "{class_name: Flatten} | {class_name: Conv1D, config: {filters: 3, kernel_size: 3}} | 2/1 | 11 | but got",
        "units: 7 | units: seven | 2/2 | 12 | units",
      })
  void marksTheLayerInError(String good, String bad, String layer, int line, String said) {
    NetworkCheck check = NetworkCheck.of(TEXT.replace(good, bad), Set.of());
    NetworkCheck.Error error = check.error();
    assertNotNull(error);
    assertEquals(line, error.line(), error.message());
    assertEquals(layer, error.layer(), error.message());
    assertTrue(error.message().contains(said), error.message());
    // What can be drawn is.
    assertEquals(4, check.drawing().boxes().size());
    assertEquals(-1, check.parameters());
    // The layers before have their shapes, the one in error says what is wrong.
    assertEquals("(null, 28, 28, 1)", box(check, "0").shape());
    Drawing.Box marked = box(check, layer.split("/")[0]);
    assertEquals(error.message(), String.join(" ", marked.note()));
    assertEquals(1, check.drawing().boxes().stream().filter(b -> !b.note().isEmpty()).count());
  }

  @Test
  void saysWhereTheTextIsNone() {
    NetworkCheck check = NetworkCheck.of("class_name: [", Set.of());
    assertNull(check.drawing());
    assertTrue(check.error().message().contains("neither JSON nor YAML"), check.error().message());
  }

  @Test
  void drawsBranches() {
    KerasTensor in = Layers.inputTensor(4);
    KerasTensor a = Layers.dense(3).name("a").apply(in);
    KerasTensor b = Layers.dense(3).name("b").apply(in);
    KerasTensor sum = Layers.add().name("sum").apply(a, b);
    try (Model model = new Model(in, sum)) {
      NetworkCheck check = NetworkCheck.ofModel(model.toJson(), Set.of());
      assertEquals(30, check.parameters());
      Set<String> lines =
          check.drawing().lines().stream()
              .map(l -> box(check, l.from()).name() + "-" + box(check, l.to()).name())
              .collect(Collectors.toSet());
      String input = box(check, "0").name();
      assertEquals(Set.of(input + "-a", input + "-b", "a-sum", "b-sum"), lines);
    }
  }

  @Test
  void measuresLayers() {
    try (Model model = TrainingText.model("t", TEXT)) {
      LayerTimes times = LayerTimes.measure(model.toJson(), Backends.get("reference"), 2);
      Map<String, LayerTimes.LayerTime> layers =
          times.layers().stream().collect(Collectors.toMap(LayerTimes.LayerTime::id, time -> time));
      assertTrue(layers.keySet().containsAll(Set.of("1", "2", "2/2", "3")), layers.toString());
      // Its ops are on float64, and make at least the layer's output.
      assertTrue(layers.get("1").bytes() >= 2 * 24 * 24 * 6 * 4, layers.toString());
      assertTrue(layers.get("2").milliseconds() >= layers.get("2/2").milliseconds());
    }
  }
}
