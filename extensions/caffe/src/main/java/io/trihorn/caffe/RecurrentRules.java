package io.trihorn.caffe;

import static io.trihorn.caffe.Site.dims;
import static io.trihorn.caffe.Site.rank;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.Map;

/** Layers over sequences. */
final class RecurrentRules {
  private RecurrentRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("LSTM", site -> recurrent(site, true));
    rules.put("RNN", site -> recurrent(site, false));
  }

  private static List<KerasTensor> recurrent(Site site, boolean gated) {
    Part p = site.parameters("recurrent_param");
    boolean exposed = p.flag("expose_hidden");
    int states = exposed ? (gated ? 2 : 1) : 0;
    int bottoms = site.bottoms().size();
    if (bottoms != 2 + states && bottoms != 3 + states) {
      throw site.error(
          "expected "
              + (2 + states)
              + " bottoms (the sequences, the flags where they go on, the states that are exposed), or"
              + " one more before the states, but got "
              + bottoms);
    }
    KerasTensor x = site.bottom(0);
    KerasTensor flags = site.bottom(1);
    if (rank(x) < 3 || rank(flags) != 2 || dims(flags)[0] != dims(x)[0]) {
      throw site.error(
          "expected (time, streams, ...) and flags (time, streams), but got "
              + x.shape()
              + " and "
              + flags.shape());
    }
    Recurrence layer =
        site.layer(
            Recurrence.class,
            () ->
                new Recurrence(p.integer("num_output"), gated)
                    .inputs(bottoms == 3 + states, exposed)
                    .initializers(
                        Fillers.of(site, p.part("weight_filler")),
                        Fillers.ofRows(site, p.part("bias_filler"), 0)));
    List<KerasTensor> tops = layer.applyAll(site.bottoms(), Map.of());
    site.blobs(new Moved(layer.weights().stream().map(RecurrentRules::blob).toList()));
    return tops;
  }

  /** Matrices of Caffe have a row for each output. */
  private static Moved.Blob blob(Weight weight) {
    long[] dims = weight.type().dims();
    return dims.length == 1
        ? new Moved.Blob(weight, dims)
        : new Moved.Blob(weight, new long[] {dims[1], dims[0]}, 1, 0);
  }
}
