package io.trihorn.layers.normalization;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Registry;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Wrapper;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.Map;

/**
 * A layer that in training computes with its kernel divided by an estimate of the kernel's largest
 * singular value (Miyato et al., 2018): {@code W / (v . W . u)}, with {@code u} and {@code v} from
 * power iterations. Gradients reach the kernel through the quotient, not through {@code u} and
 * {@code v}. The stored kernel stays as it is, and outside training the layer computes with it, as
 * Keras does on JAX.
 *
 * <p>Weights: {@code kernel} (or {@code embeddings}) of the layer inside, {@code vector_u (1, last
 * extent of the kernel)}, not trained, then the others of the layer inside.
 */
public final class SpectralNormalization extends Wrapper<SpectralNormalization> {
  private static final List<String> KERNELS = List.of("kernel", "embeddings");
  private static final double SHORTEST = 1e-12;

  private int powerIterations = 1;
  private Weight kernel;
  private Weight vectorU;

  /**
   * Around a layer with a kernel or embeddings.
   *
   * @param known the classes that the layer may have when a configuration is read
   * @param layer null for reading a configuration
   */
  public SpectralNormalization(Registry<Layer> known, Layer layer) {
    super(known, layer);
  }

  /** The number of power iterations in each step; by default 1. */
  public SpectralNormalization powerIterations(int value) {
    powerIterations = checked(value);
    return this;
  }

  private static int checked(int iterations) {
    if (iterations < 1) {
      throw new ConfigException(
          "SpectralNormalization: power_iterations should be at least 1, but is " + iterations);
    }
    return iterations;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    powerIterations = checked(config.integer("power_iterations", powerIterations));
  }

  @Override
  protected void build(List<Shape> inputs) {
    super.build(inputs);
    kernel =
        own(
            layer().weights().stream()
                .filter(weight -> KERNELS.contains(weight.name()))
                .findFirst()
                .orElseThrow(
                    () ->
                        new ConfigException(
                            "SpectralNormalization: "
                                + layer()
                                + " has no weight named kernel or embeddings to normalize")));
    Shape u = new Shape(1, kernel.type().dim(-1));
    vectorU = addWeight("vector_u", u, Initializers.get("truncated_normal"), false, null, null);
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Map<String, Object> named = call.handedOn();
    if (!call.training()) {
      return call.apply(layer(), List.of(x), named).get(0);
    }
    Tensor normalized = normalized(call);
    return call.trace()
        .with(kernel.variable(), normalized, () -> call.apply(layer(), List.of(x), named).get(0));
  }

  /** The kernel divided, and a step of the power iteration. */
  private Tensor normalized(Call call) {
    Tensor whole = call.readStored(kernel);
    Tensor matrix = Shapes.reshape(whole, -1, whole.dim(-1));
    Tensor fixed = Ops.stopGradient(matrix);
    Tensor before = call.readStored(vectorU);
    Tensor u = before;
    Tensor v = null;
    for (int i = 0; i < powerIterations; i++) {
      v = unit(Nn.matmul(u, fixed, false, true));
      u = unit(Nn.matmul(v, fixed));
    }
    Tensor value = Nn.matmul(Nn.matmul(v, matrix), u, false, true);
    // A kernel of zeros stays one, and tells nothing about directions.
    Tensor some = Ops.any(Ops.notEqual(fixed, 0));
    call.assign(vectorU, Ops.where(some, u, before));
    return Ops.divide(whole, Shapes.reshape(Ops.where(some, value, 1)));
  }

  private static Tensor unit(Tensor x) {
    Tensor squares = Ops.sum(Ops.square(x));
    return Ops.divide(x, Ops.maximum(Ops.sqrt(squares), SHORTEST));
  }
}
