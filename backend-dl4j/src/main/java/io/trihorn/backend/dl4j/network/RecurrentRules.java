package io.trihorn.backend.dl4j.network;

import com.google.gson.JsonObject;
import io.trihorn.layers.base.Layer;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Recurrent layers. */
final class RecurrentRules {
  private static final Map<String, Bidirectional.Mode> MODES =
      Map.of(
          "concat", Bidirectional.Mode.CONCAT,
          "sum", Bidirectional.Mode.ADD,
          "mul", Bidirectional.Mode.MUL,
          "ave", Bidirectional.Mode.AVERAGE);

  private RecurrentRules() {}

  static void addTo(Map<String, NetworkExport.Rule> table) {
    table.put("LSTM", s -> alone(s));
    table.put("SimpleRNN", s -> alone(s));
    table.put("Bidirectional", RecurrentRules::bidirectional);
  }

  private static Part alone(Settings s) {
    s.require("go_backwards", "false");
    org.deeplearning4j.nn.conf.layers.Layer layer = layer(s);
    boolean sequences = s.flag("return_sequences");
    Part part = Part.of(sequences ? layer : new LastTimeStep(layer));
    return parameters(s, s.layer(), "", part);
  }

  private static org.deeplearning4j.nn.conf.layers.Layer layer(Settings s) {
    if (s.inputs().size() != 1) {
      throw new Unsupported("initial states");
    }
    s.require("stateful", "false");
    s.require("return_state", "false");
    if (s.layer().className().equals("LSTM")) {
      if (s.activation("recurrent_activation") != Activation.SIGMOID) {
        throw new Unsupported("recurrent_activation " + s.text("recurrent_activation"));
      }
      return new LSTM.Builder()
          .nIn(s.last())
          .nOut(s.whole("units"))
          .activation(s.activation("activation"))
          .gateActivationFunction(Activation.SIGMOID)
          .dataFormat(RNNFormat.NWC)
          .build();
    }
    return new SimpleRnn.Builder()
        .nIn(s.last())
        .nOut(s.whole("units"))
        .activation(s.activation("activation"))
        .dataFormat(RNNFormat.NWC)
        .build();
  }

  private static Part parameters(Settings s, Layer layer, String prefix, Part part) {
    boolean gates = layer.className().equals("LSTM");
    long units = layer.weights().get(1).type().dim(0);
    INDArray bias = s.weight(layer, "bias");
    INDArray given = bias == null ? Nd4j.zeros(units * (gates ? 4 : 1)) : bias;
    return part.with(prefix + "W", ordered(s.weight(layer, "kernel"), gates, units))
        .with(prefix + "RW", ordered(s.weight(layer, "recurrent_kernel"), gates, units))
        .with(prefix + "b", ordered(given, gates, units));
  }

  /**
   * Keras has the gates as input, forget, cell, output; Deeplearning4j as cell, forget, output,
   * input.
   */
  private static INDArray ordered(INDArray weight, boolean gates, long units) {
    if (!gates) {
      return weight;
    }
    INDArray rows = weight.rank() == 1 ? weight.reshape(1, weight.length()) : weight;
    INDArray[] parts = new INDArray[4];
    int[] order = {2, 1, 3, 0};
    for (int i = 0; i < 4; i++) {
      parts[i] =
          rows.get(
              NDArrayIndex.all(), NDArrayIndex.interval(order[i] * units, (order[i] + 1) * units));
    }
    return Nd4j.concat(1, parts).reshape(weight.shape());
  }

  private static Part bidirectional(Settings s) {
    List<Layer> both = s.layer().children();
    Layer inner = both.get(0);
    JsonObject config = Settings.config(inner);
    Settings forward = new Settings(s.model(), inner, config, s.inputs(), s.output());
    if (!inner.className().equals("LSTM") && !inner.className().equals("SimpleRNN")) {
      throw new Unsupported("a wrapped " + inner.className());
    }
    forward.require("go_backwards", "false");
    Bidirectional.Mode mode = MODES.get(s.text("merge_mode"));
    if (mode == null) {
      throw new Unsupported("merge_mode " + s.text("merge_mode"));
    }
    if (!forward.flag("return_sequences")) {
      throw new Unsupported(
          "the last steps of both directions: Deeplearning4j takes the last of the sequence");
    }
    Part part = Part.of(new Bidirectional(mode, layer(forward)));
    parameters(s, both.get(0), "f", part);
    return parameters(s, both.get(1), "b", part);
  }
}
