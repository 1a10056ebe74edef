package io.trihorn.caffe;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A network of Caffe 1.0 as a model: its text ({@code .prototxt}, of both generations) and its
 * weights ({@code .caffemodel}).
 *
 * <pre>{@code
 * CaffeNet net = CaffeNet.read(Path.of("deploy.prototxt")).load(Path.of("lenet.caffemodel"));
 * NDArray probabilities = net.model().on("onnx").predict(images); // (batch, channels, height, width)
 * }</pre>
 *
 * <p>The model is of Keras's layers with channels first, so that it trains, is saved and exported
 * as any other. Blobs that no layer takes are its outputs, in the order in which they are made.
 */
public final class CaffeNet {
  private final Model model;
  private final List<String> inputNames;
  private final List<String> outputNames;
  private final Map<String, BlobGroup> groups;
  private final Learned learned;
  private final List<LossTerm> losses;
  private final Part text;
  private final List<LayerText> layers;

  CaffeNet(Part text, NetOptions options) {
    this(text, new NetBuilder(text, options).build());
  }

  private CaffeNet(Part text, NetBuilder built) {
    CaffeLayers.register();
    inputNames = List.copyOf(built.inputs().keySet());
    outputNames = List.copyOf(built.outputs().keySet());
    learned = built.learned();
    groups = learned.groups();
    losses = List.copyOf(built.losses());
    this.text = text;
    layers = built.layers();
    model = model(text, built);
  }

  private static Model model(Part text, NetBuilder built) {
    try {
      return new Model(
          new ArrayList<>(built.inputs().values()), new ArrayList<>(built.outputs().values()));
    } catch (IllegalArgumentException e) {
      // Such as two layers of one name.
      throw text.error("net '" + text.text("name") + "' is no model: " + e.getMessage());
    }
  }

  /**
   * Reads a net's text for prediction.
   *
   * @throws CaffeException if it is none, has layers that are not here (all are named) or that do
   *     not fit
   */
  public static CaffeNet read(Path prototxt) {
    return read(prototxt, new NetOptions());
  }

  /** Reads a net's text; see {@link #read(Path)}. */
  public static CaffeNet read(Path prototxt, NetOptions options) {
    return new CaffeNet(CaffeFiles.text("NetParameter", prototxt), options);
  }

  /** Reads a net from its text itself; see {@link #read(Path)}. */
  public static CaffeNet parse(String prototxt, NetOptions options) {
    return new CaffeNet(CaffeFiles.text("NetParameter", prototxt, "the text"), options);
  }

  /** The model; its weights are those of the fillers until some are loaded. */
  public Model model() {
    return model;
  }

  /** The blobs that are inputs, in the model's order. */
  public List<String> inputNames() {
    return inputNames;
  }

  /** The blobs that are outputs, in the model's order. */
  public List<String> outputNames() {
    return outputNames;
  }

  /**
   * Takes the weights of layers of the same names from a file, as Caffe does, binary or in HDF5:
   * layers that the file lacks keep theirs, and what it has beyond is left.
   *
   * @throws CaffeException if the file is none of Caffe's, no layer of it is in the net, or blobs
   *     have another number of elements
   */
  public CaffeNet load(Path caffemodel) {
    Map<String, List<TensorData>> stored =
        HdfFiles.is(caffemodel) ? HdfFiles.fitted(this, caffemodel) : binary(caffemodel);
    if (stored.isEmpty() && !groups.isEmpty()) {
      throw new CaffeException(
          caffemodel
              + " has weights for none of the layers "
              + groups.keySet()
              + "; give the file that belongs to this net, or rename the layers");
    }
    setWeights(weightsOf(stored, caffemodel.toString()));
    return this;
  }

  private Map<String, List<TensorData>> binary(Path caffemodel) {
    Map<String, List<TensorData>> stored = new HashMap<>();
    for (LayerText layer : LayerText.of(CaffeFiles.binary("NetParameter", caffemodel))) {
      if (groups.containsKey(layer.name()) && layer.part().has("blobs")) {
        stored.put(
            layer.name(), layer.part().parts("blobs").stream().map(CaffeNet::values).toList());
      }
    }
    return stored;
  }

  /** Whether a layer is the first that has a blob, of those that share it. */
  boolean owns(String layer, int blob) {
    return learnables().stream().anyMatch(l -> l.layer().equals(layer) && l.index() == blob);
  }

  /** The elements of a blob of a file. */
  static TensorData values(Part blob) {
    List<Double> values = blob.numbers(blob.has("double_data") ? "double_data" : "data");
    TensorData made = TensorData.zeros(TensorType.of(DataType.FLOAT32, values.size()));
    for (int i = 0; i < values.size(); i++) {
      made.setDouble(i, values.get(i));
    }
    return made;
  }

  /** What layers learn: for each by its name the shapes of its blobs, in Caffe's order. */
  public Map<String, List<long[]>> blobShapes() {
    Map<String, List<long[]>> shapes = new LinkedHashMap<>();
    groups.forEach((layer, group) -> shapes.put(layer, group.shapes()));
    return shapes;
  }

  /** Whether a layer learns statistics, which are no weights of a solver's. */
  boolean isBatchNorm(String layer) {
    return learned.text(layer).type().equals("BatchNorm");
  }

  /** The blobs that are learnt, in the order of the text, each once. */
  List<Learnable> learnables() {
    return learned.learnables();
  }

  /** What the net is trained to make small: these together. */
  List<LossTerm> losses() {
    return losses;
  }

  /** The text. */
  Part text() {
    return text;
  }

  /** The layers of the text that are in the net. */
  List<LayerText> layers() {
    return layers;
  }

  /**
   * Sets what layers have learnt.
   *
   * @param blobs by the layer's name all its blobs, in Caffe's order and with its axes: kernels
   *     (outputs, inputs, height, width)
   * @throws CaffeException if there is no such layer, or a blob has another number of elements
   */
  public void setBlobs(Map<String, List<TensorData>> blobs) {
    setWeights(weightsOf(blobs, "what is given"));
  }

  private void setWeights(Map<Weight, TensorData> weights) {
    model.setVariableValues(new ArrayList<>(weights.keySet()), new ArrayList<>(weights.values()));
  }

  /**
   * What weights become for blobs of layers, which are looked at.
   *
   * @param source where they are from, for messages
   */
  Map<Weight, TensorData> weightsOf(Map<String, List<TensorData>> blobs, String source) {
    Map<Weight, TensorData> weights = new LinkedHashMap<>();
    blobs.forEach((layer, values) -> weights.putAll(fitted(layer, values, source)));
    return weights;
  }

  private Map<Weight, TensorData> fitted(String layer, List<TensorData> values, String source) {
    BlobGroup group = groups.get(layer);
    if (group == null) {
      throw new CaffeException(
          "no layer '" + layer + "' learns anything; there are " + groups.keySet());
    }
    List<long[]> shapes = group.shapes();
    List<TensorData> shaped = new ArrayList<>();
    for (int i = 0; i < shapes.size() && i < values.size(); i++) {
      long[] shape = shapes.get(i);
      long wanted = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      if (values.get(i).size() != wanted) {
        throw learned
            .text(layer)
            .error(
                "blob %d should have %d elements %s, but %s has %d; is it of this net?"
                    .formatted(i, wanted, Arrays.toString(shape), source, values.get(i).size()));
      }
      shaped.add(values.get(i).reshape(shape));
    }
    if (values.size() != shapes.size()) {
      throw learned
          .text(layer)
          .error(
              "expected %d blobs, but %s has %d".formatted(shapes.size(), source, values.size()));
    }
    return group.toWeights(shaped);
  }

  /** What layers have learnt, as {@link #setBlobs} takes it. */
  public Map<String, List<TensorData>> blobs() {
    return blobs(w -> model.variableValues(List.of(w)).get(0));
  }

  /** Blobs of all layers for other values in place of those of their weights. */
  Map<String, List<TensorData>> blobs(Function<Weight, TensorData> values) {
    Map<String, List<TensorData>> blobs = new LinkedHashMap<>();
    groups.forEach((layer, group) -> blobs.put(layer, group.toBlobs(values)));
    return blobs;
  }
}
