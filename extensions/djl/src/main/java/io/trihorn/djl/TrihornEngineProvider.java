package io.trihorn.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;
import io.trihorn.ndarray.TrihornNDManager;

/**
 * Tells DJL of the engine "Trihorn". DJL takes the engine of lowest rank unless a program names
 * one: this one is chosen where it is alone.
 */
public final class TrihornEngineProvider implements EngineProvider {
  /** For DJL, which finds it by {@link java.util.ServiceLoader}. */
  public TrihornEngineProvider() {}

  // DJL asks for name and rank while its class Engine is loaded, when there is no engine yet.
  @Override
  public String getEngineName() {
    return TrihornNDManager.ENGINE_NAME;
  }

  @Override
  public int getEngineRank() {
    return TrihornNDManager.ENGINE_RANK;
  }

  @Override
  public Engine getEngine() {
    return TrihornNDManager.engine();
  }
}
