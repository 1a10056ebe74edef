package io.trihorn.layers.preprocessing;

import io.trihorn.config.Config;
import io.trihorn.config.Registry;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers one after the other, such as image augmentations, as one layer. Where there are labels and
 * segmentation masks besides images, layers that know of images only leave them alone.
 */
public final class Pipeline extends FluentLayer<Pipeline> {
  private final Registry<Layer> known;
  private List<Layer> layers = List.of();

  /**
   * These layers, in order.
   *
   * @param known the classes that they may have when a configuration is read
   */
  public Pipeline(Registry<Layer> known, Layer... layers) {
    this.known = known;
    setLayers(List.of(layers));
  }

  private void setLayers(List<Layer> all) {
    layers = List.copyOf(all);
    layers.forEach(this::track);
  }

  /** The layers. */
  public List<Layer> layers() {
    return layers;
  }

  /** Keras writes only the layers and the name. */
  @Override
  public void configure(Config config) {
    if (config.reading()) {
      configureBase(config);
      setLayers(config.present("layers", config.objects("layers", layers, known)));
    } else {
      config.objects("layers", layers, known);
      config.text("name", name());
    }
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    Map<String, Object> named = new HashMap<>();
    if (call.arguments().get("training") instanceof Boolean training) {
      named.put("training", training);
    }
    List<Tensor> outputs = inputs;
    for (Layer layer : layers) {
      outputs = applied(layer, outputs, named, call);
    }
    return outputs;
  }

  /** A layer that knows of one input only gets the first; labels and masks go past it. */
  private static List<Tensor> applied(
      Layer layer, List<Tensor> inputs, Map<String, Object> named, Call call) {
    if (inputs.size() == 1 || layer.inputNames().size() > 1 || layer instanceof Pipeline) {
      return call.apply(layer, inputs, named);
    }
    List<Tensor> all = new ArrayList<>(inputs);
    all.set(0, call.apply(layer, inputs.subList(0, 1), named).get(0));
    return all;
  }

  /** The mask is that which the last layer left, if any. */
  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    return outputs.stream().map(call.trace()::mask).toList();
  }
}
