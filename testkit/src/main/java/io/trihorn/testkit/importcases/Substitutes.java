package io.trihorn.testkit.importcases;

import io.trihorn.layers.core.Lambda;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What takes the place of the suite's layers that hold Python code, as its users would register it.
 */
final class Substitutes {
  private static final Map<String, Function<List<Tensor>, List<Tensor>>> FUNCTIONS =
      Map.of("space_to_depth_x2", inputs -> List.of(spaceToDepth(inputs.get(0), 2)));

  private Substitutes() {}

  /** Registers those whose names are free. */
  static void register() {
    FUNCTIONS.forEach(
        (name, function) -> {
          if (!Lambda.isRegistered(name)) {
            Lambda.register(name, function);
          }
        });
  }

  /** Blocks of an image {@code [batch, height, width, channels]} become channels. */
  private static Tensor spaceToDepth(Tensor x, int block) {
    long height = x.dim(1) / block;
    long width = x.dim(2) / block;
    Tensor split = Shapes.reshape(x, x.dim(0), height, block, width, block, x.dim(3));
    Tensor moved = Shapes.transpose(split, 0, 1, 3, 2, 4, 5);
    return Shapes.reshape(moved, x.dim(0), height, width, x.dim(3) * block * block);
  }
}
