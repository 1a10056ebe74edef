package io.trihorn.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.SymbolBlock;
import io.trihorn.ndarray.EngineModels;

/** Makes the engine's models. */
public final class TrihornModels implements EngineModels {
  /** For the engine, which finds it by {@link java.util.ServiceLoader}. */
  public TrihornModels() {}

  @Override
  public Model newModel(String name, Device device) {
    return new TrihornModel(name, device);
  }

  /**
   * There is none without a network.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public SymbolBlock newSymbolBlock(NDManager manager) {
    throw new UnsupportedOperationException(
        "a symbol block of Trihorn's comes with its network: load a .keras, .h5, .onnx file or a"
            + " SavedModel by Model.load or Criteria");
  }
}
