package io.trihorn.caffe;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Follows a net's text from blob to blob. */
final class NetBuilder {
  private final Part net;
  private final NetOptions options;
  private final Learned learned = new Learned();
  private final Map<String, KerasTensor> inputs = new LinkedHashMap<>();
  private final Map<String, KerasTensor> blobs = new LinkedHashMap<>();
  private final Set<String> unused = new LinkedHashSet<>();
  private final List<LossTerm> losses = new ArrayList<>();

  NetBuilder(Part net, NetOptions options) {
    this.net = net;
    this.options = options;
  }

  Map<String, KerasTensor> inputs() {
    return inputs;
  }

  /** What no layer takes, by the blob's name, in the order in which it is made. */
  Map<String, KerasTensor> outputs() {
    Map<String, KerasTensor> outputs = new LinkedHashMap<>();
    unused.stream()
        .filter(name -> blobs.get(name) != inputs.get(name))
        .forEach(name -> outputs.put(name, blobs.get(name)));
    return outputs;
  }

  Learned learned() {
    return learned;
  }

  /** What the net is trained to make small: these together. */
  List<LossTerm> losses() {
    return losses;
  }

  /** The layers of the text that are in the net. */
  List<LayerText> layers() {
    return LayerText.of(net).stream()
        .filter(layer -> layer.isIn(options.phase(), options.stages()))
        .toList();
  }

  NetBuilder build() {
    List<LayerText> layers = layers();
    refuseUnknown(layers);
    addOwnInputs();
    for (LayerText layer : layers) {
      addLayer(layer);
    }
    if (outputs().isEmpty()) {
      throw net.error(
          "net '"
              + net.text("name")
              + "' has no output in phase "
              + options.phase()
              + ": each blob is taken by a layer, or there is no layer");
    }
    return this;
  }

  private void addLayer(LayerText layer) {
    try {
      if (Rules.DATA.contains(layer.type())) {
        addData(layer);
      } else {
        add(layer);
      }
    } catch (CaffeException e) {
      throw e;
    } catch (ArithmeticException e) {
      throw layer.error(
          "cannot be built: a blob would have more elements than a tensor can have; make its extents"
              + " smaller");
    } catch (RuntimeException e) {
      // What layers of Keras's say of numbers that no shape can be made of.
      throw layer.error("cannot be built: " + e, e);
    }
  }

  private void refuseUnknown(List<LayerText> layers) {
    Set<String> unknown = new TreeSet<>();
    for (LayerText layer : layers) {
      if (!Rules.ALL.containsKey(layer.type()) && !Rules.DATA.contains(layer.type())) {
        unknown.add(
            layer.type() + " (layer '" + layer.name() + "'" + line(layer.part().origin()) + ")");
      }
    }
    if (!unknown.isEmpty()) {
      throw net.error(
          "net '"
              + net.text("name")
              + "' has layers of types that are not here: "
              + String.join(", ", unknown)
              + "; take them out of the text, or put others in their place");
    }
  }

  private static String line(Origin origin) {
    return origin.line() == 0 ? "" : ", line " + origin.line();
  }

  /** Inputs that stand before the layers, with shapes or with four extents each. */
  private void addOwnInputs() {
    List<String> names = net.texts("input");
    List<Part> shapes = net.parts("input_shape");
    List<Integer> extents = net.integers("input_dim");
    for (int i = 0; i < names.size(); i++) {
      if (i < shapes.size()) {
        addInput(names.get(i), shapes.get(i).integers("dim"), this::error);
      } else if (extents.size() >= 4 * (i + 1)) {
        addInput(names.get(i), extents.subList(4 * i, 4 * i + 4), this::error);
      } else {
        addInput(names.get(i), null, this::error);
      }
    }
  }

  private void addData(LayerText layer) {
    List<List<Integer>> shapes = DataShapes.of(layer);
    for (int i = 0; i < layer.tops().size(); i++) {
      addInput(layer.tops().get(i), i < shapes.size() ? shapes.get(i) : null, layer::error);
    }
  }

  private CaffeException error(String words) {
    return net.error("net '" + net.text("name") + "': " + words);
  }

  private void addInput(
      String name, List<Integer> fromText, Function<String, CaffeException> error) {
    List<Integer> dims = options.inputs().getOrDefault(name, fromText);
    if (dims == null) {
      throw error.apply(
          "the text does not say the shape of input '"
              + name
              + "'; give it, the batch's extent first: new NetOptions().input(\""
              + name
              + "\", 64, 3, 224, 224)");
    }
    if (dims.stream().anyMatch(extent -> extent < 1)) {
      throw error.apply("input '" + name + "' should have extents of at least 1, but has " + dims);
    }
    InputLayer layer =
        new InputLayer()
            .batchShape(new Shape(dims.stream().mapToLong(Integer::longValue).toArray()))
            .name(name.replace('/', '_'));
    KerasTensor tensor = Layers.inputTensor(layer);
    inputs.put(name, tensor);
    blobs.put(name, tensor);
    unused.add(name);
  }

  private void add(LayerText text) {
    List<KerasTensor> bottoms = new ArrayList<>();
    for (int i = 0; i < text.bottoms().size(); i++) {
      String bottom = text.bottoms().get(i);
      if (!blobs.containsKey(bottom)) {
        throw text.error(
            "there is no blob '" + bottom + "' before it; there are " + blobs.keySet());
      }
      KerasTensor blob = blobs.get(bottom);
      bottoms.add(text.propagatesTo(i) ? blob : Site.op("StopGradient", blob));
      unused.remove(bottom);
    }
    Site site = new Site(text, bottoms, inputs.values(), options.phase(), learned);
    List<KerasTensor> made = built(site, text);
    if (made.size() < text.tops().size()) {
      throw site.error("has " + made.size() + " tops, but the text names " + text.tops());
    }
    for (int i = 0; i < text.tops().size(); i++) {
      blobs.put(text.tops().get(i), made.get(i));
      unused.add(text.tops().get(i));
      if (text.lossWeight(i) != 0) {
        losses.add(new LossTerm(made.get(i), text.lossWeight(i)));
      }
    }
  }

  private static List<KerasTensor> built(Site site, LayerText text) {
    try {
      return Rules.ALL.get(text.type()).build(site);
    } catch (ShapeException e) {
      String shapes = Arrays.toString(site.bottoms().stream().map(KerasTensor::shape).toArray());
      throw text.error("does not fit bottoms " + shapes + ": " + e.getMessage(), e);
    }
  }
}
