package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drawings as {@code model_to_dot} of Keras 3.15.1 made them of the same model. */
class ModelPlotsTest {
  private static final DotOptions ALL =
      new DotOptions().showShapes(true).showDtype(true).showTrainable(true);

  @Test
  void nestedModelsAreFrames() {
    DotGraph graph =
        ModelPlots.modelToDot(SummaryTest.nested(), new DotOptions().expandNested(true));
    Map<String, String> names = new HashMap<>();
    names(graph, names);
    assertEquals(List.of("i", "o", "r"), layers(graph));
    assertEquals(List.of("i-p", "q-fi", "i-fb", "c-o", "d-r"), edges(graph, names));
    DotGraph inner = graph.subgraphs().get(0);
    assertEquals("inner", inner.name());
    assertEquals(List.of("p", "q"), layers(inner));
    assertEquals(List.of("p-q"), edges(inner, names));
    DotGraph f = graph.subgraphs().get(1);
    assertEquals(List.of("fi", "fb", "c", "d"), layers(f));
    assertEquals(List.of("fi-c", "fb-c", "fi-d"), edges(f, names));
  }

  private static void names(DotGraph graph, Map<String, String> names) {
    graph.nodes().forEach(n -> names.put(n.id(), n.layer()));
    graph.subgraphs().forEach(inner -> names(inner, names));
  }

  private static List<String> layers(DotGraph graph) {
    return graph.nodes().stream().map(DotGraph.Node::layer).toList();
  }

  private static List<String> edges(DotGraph graph, Map<String, String> names) {
    return graph.edges().stream().map(e -> names.get(e.from()) + "-" + names.get(e.to())).toList();
  }

  @Test
  void severalInputsAndOutputsAreLists() {
    DotGraph graph = ModelPlots.modelToDot(SummaryTest.nested(), ALL);
    assertEquals(
        "<<table border=\"0\" cellborder=\"1\" bgcolor=\"black\" cellpadding=\"10\"><tr><td"
            + " colspan=\"4\" bgcolor=\"black\"><font point-size=\"16\" color=\"white\"><b>f</b>"
            + " (Functional)</font></td></tr><tr><td bgcolor=\"white\"><font"
            + " point-size=\"14\">Input shape: <b>[(None, 2), (None, 4)]</b></font></td><td"
            + " bgcolor=\"white\"><font point-size=\"14\">Output shape: <b>[(None, 6), (None,"
            + " 1)]</b></font></td><td bgcolor=\"white\"><font point-size=\"14\">Output dtype:"
            + " <b>['float32', 'float32']</b></font></td><td bgcolor=\"forestgreen\"><font"
            + " point-size=\"14\" color=\"white\"><b>Trainable</b></font></td></tr></table>>",
        graph.nodes().get(2).label().html());
  }

  @Test
  void textForGraphviz(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.dot");
    ModelPlots.plotModel(SummaryTest.nested(), file, new DotOptions().expandNested(true));
    String text = Files.readString(file);
    assertTrue(text.contains("subgraph \"cluster_inner\" {"), text);
    assertEquals(9, text.split(" -> ", -1).length - 1, text);
  }

  @Test
  void drawingsNeedWhatDraws(@TempDir Path folder) {
    ModelException e =
        assertThrows(
            ModelException.class,
            () ->
                ModelPlots.plotModel(
                    SummaryTest.nested(), folder.resolve("model.svg"), new DotOptions()));
    assertEquals(
        "drawing a model as 'svg' needs the module io.trihorn:trihorn-plots; add it, or give a file"
            + " that ends in .dot",
        e.getMessage());
  }
}
