package io.trihorn.ndarray;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.SymbolBlock;
import ai.djl.training.GradientCollector;
import io.trihorn.backend.Backends;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * What DJL asks an array's engine for. The module {@code trihorn-djl} registers it with DJL, and
 * has its models.
 */
final class HostEngine extends Engine {
  static final HostEngine INSTANCE = new HostEngine();

  private final Set<Gradient> gradients = Gradient.registry();
  private final RandomDraws draws = new RandomDraws();

  private HostEngine() {}

  /** The gradients that somebody still has. */
  Set<Gradient> gradients() {
    return gradients;
  }

  void clearGradients() {
    List<Gradient> all;
    synchronized (gradients) {
      all = List.copyOf(gradients);
    }
    all.forEach(Gradient::clear);
  }

  @Override
  public GradientCollector newGradientCollector() {
    return new TrihornGradientCollector();
  }

  /** What random arrays are drawn from. */
  RandomDraws draws() {
    return draws;
  }

  /** Starts the random numbers of all managers anew. */
  @Override
  public void setRandomSeed(int seed) {
    super.setRandomSeed(seed);
    draws.seed(seed);
  }

  @Override
  public Engine getAlternativeEngine() {
    return null;
  }

  @Override
  public String getEngineName() {
    return TrihornNDManager.ENGINE_NAME;
  }

  @Override
  public int getRank() {
    return TrihornNDManager.ENGINE_RANK;
  }

  @Override
  public String getVersion() {
    return Backends.version();
  }

  @Override
  public boolean hasCapability(String capability) {
    return false;
  }

  @Override
  public Model newModel(String name, Device device) {
    return models("model '" + name + "'").newModel(name, device);
  }

  @Override
  public SymbolBlock newSymbolBlock(NDManager manager) {
    return models("symbol block").newSymbolBlock(manager);
  }

  private static EngineModels models(String wanted) {
    return ServiceLoader.load(EngineModels.class)
        .findFirst()
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "DJL's "
                        + wanted
                        + " needs io.trihorn:trihorn-djl, which is not on the class path. Trihorn's"
                        + " own models are in io.trihorn.model."));
  }

  @Override
  public NDManager newBaseManager() {
    return newBaseManager(null);
  }

  @Override
  public NDManager newBaseManager(Device device) {
    return TrihornNDManager.system().newSubManager(device == null ? defaultDevice() : device);
  }
}
