package io.trihorn.djl;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import io.trihorn.ndarray.TrihornNDManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model of DJL's whose arrays compute on a backend of Trihorn's: the one that configuration
 * chooses, or that of the option {@code backend}.
 */
final class TrihornModel extends BaseModel {
  private static final String BACKEND = "backend";

  TrihornModel(String name, Device device) {
    super(name);
    manager = TrihornNDManager.engine().newBaseManager(device);
    manager.setName("trihornModel");
    dataType = DataType.FLOAT32;
  }

  /**
   * Loads DJL's parameters into the block that was set, or else a network: a {@code .keras}, {@code
   * .h5} or {@code .onnx} file or a SavedModel.
   *
   * @param options {@code backend}: the name of the backend; {@code trainParam}: true for
   *     parameters that gradients are collected of; DJL's {@code epoch} and {@code hasParameter}
   */
  @Override
  public void load(Path modelPath, String prefix, Map<String, ?> options)
      throws IOException, MalformedModelException {
    Map<String, ?> given = options == null ? Map.of() : options;
    chooseBackend(given);
    setModelDir(modelPath);
    wasLoaded = true;
    if (block != null) {
      loadBlock(prefix == null ? modelName : prefix, given);
      return;
    }
    List<String> names =
        prefix == null ? List.of(modelName, modelDir.getFileName().toString()) : List.of(prefix);
    Path file = NetworkFiles.find(modelDir, names);
    block = new NetworkBlock(NetworkFiles.load(file), manager);
    block.freezeParameters(!Boolean.parseBoolean((String) given.get("trainParam")));
    if (file.equals(modelDir) && Files.isRegularFile(file)) {
      modelDir = file.toAbsolutePath().getParent();
    }
  }

  private void chooseBackend(Map<String, ?> options) {
    if (!(options.get(BACKEND) instanceof String name)) {
      return;
    }
    if (block != null && block.isInitialized()) {
      throw new IllegalStateException(
          "load: the block has parameters on a backend already, so the option backend="
              + name
              + " comes too late; load before the block is initialized");
    }
    NDManager chosen = TrihornNDManager.newBaseManager(name);
    manager.close();
    manager = chosen;
    manager.setName("trihornModel");
  }

  @Override
  public void load(InputStream stream, Map<String, ?> options)
      throws IOException, MalformedModelException {
    if (block == null) {
      throw new UnsupportedOperationException(
          "load: a stream holds parameters only; set a block first, or load a file by its path");
    }
    wasLoaded = true;
    readParameters(stream, options);
  }

  /**
   * Writes DJL's parameters, or, of a model that was loaded as a network, a {@code .keras} file.
   */
  @Override
  public void save(Path directory, String newName) throws IOException {
    if (!(block instanceof NetworkBlock network)) {
      super.save(directory, newName);
      return;
    }
    Files.createDirectories(directory);
    network.save(directory.resolve((newName == null ? modelName : newName) + ".keras"));
    modelDir = directory.toAbsolutePath();
  }

  @Override
  public Trainer newTrainer(TrainingConfig config) {
    if (block == null) {
      throw new IllegalStateException(
          "model '" + modelName + "' has no block: call setBlock before newTrainer");
    }
    if (wasLoaded) {
      block.freezeParameters(false, TrihornModel::isTrained);
    }
    config
        .getInitializers()
        .forEach(
            pair -> {
              if (pair.getKey() != null && pair.getValue() != null) {
                block.setInitializer(pair.getKey(), pair.getValue());
              }
            });
    return new Trainer(this, config);
  }

  /** Whether training is what changes a parameter, rather than what it sees. */
  private static boolean isTrained(Parameter parameter) {
    return parameter.getType() != Parameter.Type.RUNNING_MEAN
        && parameter.getType() != Parameter.Type.RUNNING_VAR;
  }

  /** The files beside the network. */
  @Override
  public String[] getArtifactNames() {
    try (Stream<Path> files = Files.walk(modelDir)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> modelDir.relativize(file).toString())
          .toArray(String[]::new);
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + modelDir + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    super.close();
    if (block instanceof NetworkBlock network) {
      network.close();
    }
  }
}
