package io.trihorn.djl;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import io.trihorn.ndarray.TrihornNDManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/** A model of DJL's whose arrays compute on a backend of Trihorn's. */
final class TrihornModel extends BaseModel {
  TrihornModel(String name, Device device) {
    super(name);
    manager = TrihornNDManager.engine().newBaseManager(device);
    manager.setName("trihornModel");
    dataType = DataType.FLOAT32;
  }

  @Override
  public void load(Path modelPath, String prefix, Map<String, ?> options)
      throws IOException, MalformedModelException {
    setModelDir(modelPath);
    wasLoaded = true;
    loadBlock(prefix == null ? modelName : prefix, options);
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
}
