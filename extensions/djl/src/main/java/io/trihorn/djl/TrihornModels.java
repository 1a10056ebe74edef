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

  @Override
  public SymbolBlock newSymbolBlock(NDManager manager) {
    throw new UnsupportedOperationException();
  }
}
