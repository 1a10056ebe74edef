package io.trihorn.model;

import io.trihorn.graph.IndexScan;
import io.trihorn.graph.RowException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.layers.core.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the inputs that go into embeddings as they are stay within them. */
final class IndexChecks {
  /** An input that is looked up in a table. */
  private record Looked(int input, Embedding layer) {}

  private List<Looked> looked;

  /**
   * Looks at inputs in the types of a model.
   *
   * @throws IllegalArgumentException if one has an index that its embedding has no row for
   */
  void check(Model model, List<TensorData> inputs) {
    for (Looked one : looked(model)) {
      TensorData data = inputs.get(one.input());
      long wrong = IndexScan.firstOutside(data, one.layer().inputDim());
      if (wrong >= 0) {
        throw RowException.of(
            "model '%s', layer '%s': index %d"
                .formatted(model.name(), one.layer().name(), data.getLong(wrong)),
            data,
            wrong,
            " is not in the embedding, which has rows 0 to %d; give the layer a larger input_dim, or look at how the data are encoded"
                .formatted(one.layer().inputDim() - 1));
      }
    }
  }

  private synchronized List<Looked> looked(Model model) {
    if (looked == null) {
      HostPart fed = model.graph().hostPart();
      List<Looked> found = new ArrayList<>();
      find(model, List.of(), fed.places(List.of()), fed, found);
      looked = List.copyOf(found);
    }
    return looked;
  }

  private static void find(
      Model model,
      List<LayerCall> path,
      Map<KerasTensor, Integer> places,
      HostPart fed,
      List<Looked> found) {
    for (LayerCall call : model.graph().calls()) {
      List<KerasTensor> inputs = call.inputs();
      if (call.layer() instanceof Embedding table
          && inputs.size() == 1
          && places.containsKey(inputs.get(0))) {
        found.add(new Looked(places.get(inputs.get(0)), table));
      }
      if (call.layer() instanceof Model inner && inner.isWired()) {
        List<LayerCall> longer = new ArrayList<>(path);
        longer.add(call);
        Map<KerasTensor, Integer> inside = fed.places(longer);
        for (int i = 0; i < inputs.size() && i < inner.inputs().size(); i++) {
          if (places.containsKey(inputs.get(i))) {
            inside.put(inner.inputs().get(i), places.get(inputs.get(i)));
          }
        }
        find(inner, longer, inside, fed, found);
      }
    }
  }
}
