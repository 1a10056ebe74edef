package io.trihorn.caffe;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Shapes of what layers with data bring, as far as the text says them. */
final class DataShapes {
  private static final List<String> EXTENTS = List.of("num", "channels", "height", "width");

  private DataShapes() {}

  /** One for each top, in order; fewer or none where only the data would tell. */
  static List<List<Integer>> of(LayerText layer) {
    return switch (layer.type()) {
      case "Input" -> shared(shapes(layer.parameters("input_param")), layer.tops().size());
      case "DummyData" -> dummy(layer.parameters("dummy_data_param"), layer.tops().size());
      case "MemoryData" -> memory(layer.parameters("memory_data_param"));
      default -> List.of();
    };
  }

  private static List<List<Integer>> shapes(Part p) {
    return p.parts("shape").stream().map(shape -> shape.integers("dim")).toList();
  }

  /** One shape serves all tops. */
  private static List<List<Integer>> shared(List<List<Integer>> shapes, int tops) {
    return shapes.size() == 1 ? Collections.nCopies(tops, shapes.get(0)) : shapes;
  }

  private static List<List<Integer>> dummy(Part p, int tops) {
    if (p.has("shape")) {
      return shared(shapes(p), tops);
    }
    for (String name : EXTENTS) {
      if (p.integers(name).size() != p.integers("num").size()) {
        throw p.error("dummy_data_param should have as many of each of " + EXTENTS);
      }
    }
    List<List<Integer>> old =
        IntStream.range(0, p.integers("num").size())
            .mapToObj(i -> EXTENTS.stream().map(name -> p.integers(name).get(i)).toList())
            .toList();
    return shared(old, tops);
  }

  private static List<List<Integer>> memory(Part p) {
    int batch = p.integer("batch_size");
    return List.of(
        List.of(batch, p.integer("channels"), p.integer("height"), p.integer("width")),
        List.of(batch));
  }
}
