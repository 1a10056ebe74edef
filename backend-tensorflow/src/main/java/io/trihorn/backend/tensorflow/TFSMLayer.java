package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Model;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TensorFlow SavedModel as a layer, for inference on the TensorFlow backend. Its inputs and
 * outputs are those of the signature, each in the order of their names; inputs may be given by name
 * too. Its weights stay its own: they are neither trained nor listed nor saved.
 */
public final class TFSMLayer extends FluentLayer<TFSMLayer> {
  private final Path directory;
  private final String endpoint;
  private final SavedModelSource source;
  private final Engine engine;
  private final Map<List<TensorType>, List<TensorType>> outputTypes = new ConcurrentHashMap<>();

  TFSMLayer(Engine engine, Path directory, String endpoint) {
    this.engine = engine;
    this.directory = directory;
    this.endpoint = endpoint;
    this.source = new SavedModelSource(directory, endpoint);
  }

  /** The names of the outputs, in order. */
  public List<String> outputNames() {
    return source.outputNames();
  }

  /** A model of this layer alone, with inputs of the shapes that the signature gives. */
  Model model() {
    List<KerasTensor> inputs = new ArrayList<>();
    for (int i = 0; i < source.inputNames().size(); i++) {
      InputLayer input =
          Layers.input(source.inputShapes().get(i).slice(1).getShape())
              .dtype(DTypes.name(source.inputTypes().get(i)));
      input.setName(source.inputNames().get(i));
      inputs.add(Layers.inputTensor(input));
    }
    return new Model(inputs, applyAll(inputs, Map.of()));
  }

  @Override
  public List<String> inputNames() {
    return source.inputNames();
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  /**
   * Writes the configuration. It is not read: a file must not name programs to run.
   *
   * @throws ConfigException when reading
   */
  @Override
  public void configure(Config config) {
    if (config.reading()) {
      throw new ConfigException(
          "TFSMLayer is not made from a file; use TensorFlow.importSavedModel");
    }
    configureBase(config);
    config.text("filepath", directory.toString());
    config.text("call_endpoint", endpoint);
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    List<DataType> wanted = source.inputTypes();
    List<DataType> got = inputs.stream().map(Tensor::dtype).toList();
    if (!wanted.equals(got)) {
      throw new ShapeException("takes inputs " + source + ", but got " + got);
    }
    List<TensorType> types = inputs.stream().map(Tensor::type).toList();
    List<TensorType> results =
        outputTypes.computeIfAbsent(types, t -> source.outputTypes(engine, t));
    List<Value> values = inputs.stream().map(Tensor::value).toList();
    List<Value> outputs =
        inputs.get(0).builder().addAll(new SavedModelCall(source, results), values);
    List<Tensor> tensors = new ArrayList<>();
    outputs.forEach(v -> tensors.add(inputs.get(0).with(v)));
    return tensors;
  }
}
