package io.trihorn.layers.base;

import io.trihorn.ops.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Makes layers that compute their values again for the gradients instead of keeping them from the
 * forward pass: less memory for more time, Keras's {@code RematScope}. Layers that are constructed
 * inside take it, in the thread that opened it; the innermost scope counts:
 *
 * <pre>{@code
 * try (RematScope scope = new RematScope("larger_than").outputSizeThreshold(2048).open()) {
 *   model = new Sequential(dense(4096, "gelu"), dense(10));
 * }
 * }</pre>
 *
 * <p>A layer that is computed again is so as a whole, the layers inside with it; what stays in
 * memory is what goes into it. A model does not take the scope, its layers do; a layer that is
 * there, and a model that stands for one, takes it by {@link Layer#remat}. It changes neither
 * results nor files.
 */
public final class RematScope implements AutoCloseable {
  private static final List<String> MODES = List.of("full", "larger_than", "list_of_layers");
  private static final ThreadLocal<Deque<RematScope>> OPEN =
      ThreadLocal.withInitial(ArrayDeque::new);

  private final String mode;
  private long outputSizeThreshold = 1024;
  private List<String> layerNames = List.of();

  /** One of the mode {@code full}: every layer is computed again. */
  public RematScope() {
    this("full");
  }

  /**
   * A scope, which is not open yet.
   *
   * @param mode {@code full}; {@code larger_than}, for layers whose outputs have more than {@link
   *     #outputSizeThreshold} elements a row; {@code list_of_layers}, for those of {@link
   *     #layerNames}; or null for none. Keras's {@code activations} is not there: use {@link
   *     #remat(UnaryOperator)} or a layer for the activation.
   * @throws IllegalArgumentException if there is no such mode
   */
  public RematScope(String mode) {
    if (mode != null && !MODES.contains(mode)) {
      throw new IllegalArgumentException(
          "RematScope: mode is one of " + MODES + " or null, but got '" + mode + "'");
    }
    this.mode = mode;
  }

  /** Opens the scope in this thread. */
  public RematScope open() {
    OPEN.get().push(this);
    return this;
  }

  /** How many elements of a row's outputs are kept at most; by default 1024. */
  public RematScope outputSizeThreshold(long elements) {
    outputSizeThreshold = elements;
    return this;
  }

  /** The names of the layers that are computed again; by default none. */
  public RematScope layerNames(String... names) {
    layerNames = List.of(names);
    return this;
  }

  /** The innermost open scope of this thread, or null. */
  static RematScope current() {
    return OPEN.get().peek();
  }

  /** Whether a layer that gave these outputs is to be computed again. */
  boolean includes(Layer layer, List<Tensor> outputs) {
    if (mode == null) {
      return false;
    }
    return switch (mode) {
      case "full" -> true;
      case "list_of_layers" -> layerNames.contains(layer.name());
      default -> outputs.stream().mapToLong(RematScope::rowSize).sum() > outputSizeThreshold;
    };
  }

  private static long rowSize(Tensor output) {
    return output.rank() == 0 ? 1 : output.shape().slice(1).size();
  }

  /**
   * A function whose values are computed again for the gradients, Keras's {@code remat}.
   *
   * @param function of a tensor of the graph under construction
   */
  public static UnaryOperator<Tensor> remat(UnaryOperator<Tensor> function) {
    return x -> {
      int mark = x.builder().mark();
      Tensor y = function.apply(x);
      x.builder().recomputeSince(mark);
      return y;
    };
  }

  /** Ends the scope; layers that took it keep it. */
  @Override
  public void close() {
    OPEN.get().remove(this);
  }
}
