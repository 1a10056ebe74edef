package io.trihorn.ndarray;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.SymbolBlock;

/**
 * The models of DJL's engine "Trihorn"; found by {@link java.util.ServiceLoader}. The module {@code
 * trihorn-djl} has them. Arrays do without.
 */
public interface EngineModels {
  /**
   * A new model without a block.
   *
   * @param name its name
   * @param device where it computes; null for the CPU
   */
  Model newModel(String name, Device device);

  /**
   * A new symbol block without a network, which {@code loadParameters} gives it.
   *
   * @param manager has its parameters
   */
  SymbolBlock newSymbolBlock(NDManager manager);
}
