package io.trihorn.layers.rnn;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Registry;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A recurrent layer run forwards and another run backwards over time, their outputs merged. The
 * outputs of the backward layer are brought into the order of time.
 */
public final class Bidirectional extends FluentLayer<Bidirectional> {
  private static final List<String> MODES = List.of("concat", "sum", "mul", "ave");
  private final Registry<Layer> known;
  private BaseRnn<?> forward;
  private BaseRnn<?> backward;
  private String mergeMode = "concat";

  /**
   * Copies of a layer in both directions. Its weights are not shared.
   *
   * @param known the classes of layers, by which copies are made
   * @param layer null for reading a configuration
   */
  public Bidirectional(Registry<Layer> known, BaseRnn<?> layer) {
    this.known = known;
    if (layer != null) {
      setLayers(
          copy(layer, "forward_", layer.goesBackwards()),
          copy(layer, "backward_", !layer.goesBackwards()));
    }
  }

  /**
   * A layer, and one for the opposite direction.
   *
   * @param known the classes of layers, by which copies are made
   */
  public Bidirectional(Registry<Layer> known, BaseRnn<?> layer, BaseRnn<?> backwardLayer) {
    this.known = known;
    setLayers(copy(layer, "forward_", layer.goesBackwards()), backwardLayer);
  }

  private BaseRnn<?> copy(BaseRnn<?> layer, String prefix, boolean backwards) {
    JsonObject config = layer.getConfig();
    String name = layer.name();
    config.addProperty("name", name.startsWith(prefix) ? name : prefix + name);
    config.addProperty("go_backwards", backwards);
    return recurrent(known.create(layer.className(), config));
  }

  private static BaseRnn<?> recurrent(Layer layer) {
    if (layer instanceof BaseRnn<?> rnn) {
      return rnn;
    }
    throw new ConfigException("Bidirectional: " + layer + " is not a recurrent layer");
  }

  private void setLayers(BaseRnn<?> ahead, BaseRnn<?> back) {
    boolean alike =
        ahead.returnsSequences() == back.returnsSequences()
            && ahead.returnsState() == back.returnsState()
            && ahead.isStateful() == back.isStateful();
    if (!alike || ahead.goesBackwards() == back.goesBackwards()) {
      throw new ConfigException(
          "Bidirectional: the layers should differ in go_backwards and agree in return_sequences,"
              + " return_state and stateful, but are "
              + ahead.getConfig()
              + " and "
              + back.getConfig());
    }
    forward = track(ahead);
    backward = track(back);
    // As in Keras: masked steps of the two directions must not carry over into each other.
    forward.zeroOutputForMask(forward.returnsSequences());
    backward.zeroOutputForMask(backward.returnsSequences());
  }

  /**
   * {@code concat} (the default), {@code sum}, {@code mul}, {@code ave}, or null for two outputs.
   */
  public Bidirectional mergeMode(String mode) {
    if (mode != null && !MODES.contains(mode)) {
      throw new ConfigException(
          "Bidirectional: merge_mode should be one of " + MODES + " or null, but is " + mode);
    }
    mergeMode = mode;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    mergeMode(config.value("merge_mode", mergeMode, JsonPrimitive::new, e -> e.getAsString()));
    Layer ahead = config.object("layer", forward, known);
    Layer back = config.object("backward_layer", backward, known);
    if (config.reading()) {
      BaseRnn<?> first = recurrent(ahead);
      setLayers(
          copy(first, "forward_", first.goesBackwards()),
          back == null ? copy(first, "backward_", !first.goesBackwards()) : recurrent(back));
    }
  }

  @Override
  protected void build(List<Shape> inputs) {
    forward.ensureBuilt(inputs);
    backward.ensureBuilt(inputs);
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  public boolean hasMaskArgument() {
    return true;
  }

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    List<Tensor> masks = new ArrayList<>(Collections.nCopies(outputs.size(), null));
    if (forward.returnsSequences()) {
      for (int i = 0; i < (mergeMode == null ? 2 : 1); i++) {
        masks.set(i, call.mask(0));
      }
    }
    return masks;
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    List<Tensor> states =
        inputs.size() > 1 ? inputs.subList(1, inputs.size()) : call.tensors("initial_state");
    int half = states.size() / 2;
    List<Tensor> ahead = run(forward, inputs.get(0), states.subList(0, half), call);
    List<Tensor> back = run(backward, inputs.get(0), states.subList(half, states.size()), call);
    Tensor y = back.get(0);
    List<Tensor> outputs = merge(ahead.get(0), forward.returnsSequences() ? Shapes.flip(y, 1) : y);
    outputs.addAll(ahead.subList(1, ahead.size()));
    outputs.addAll(back.subList(1, back.size()));
    return outputs;
  }

  private static List<Tensor> run(BaseRnn<?> layer, Tensor x, List<Tensor> states, Call call) {
    Map<String, Object> named = new HashMap<>(call.handedOn());
    if (!states.isEmpty()) {
      named.put("initial_state", states);
    }
    return call.apply(layer, List.of(x), named);
  }

  private List<Tensor> merge(Tensor a, Tensor b) {
    if (mergeMode == null) {
      return new ArrayList<>(List.of(a, b));
    }
    Tensor merged =
        switch (mergeMode) {
          case "concat" -> Shapes.concatenate(List.of(a, b), -1);
          case "sum" -> Ops.add(a, b);
          case "mul" -> Ops.multiply(a, b);
          default -> Ops.divide(Ops.add(a, b), 2);
        };
    return new ArrayList<>(List.of(merged));
  }

  @Override
  protected boolean freezesInner() {
    return false;
  }
}
