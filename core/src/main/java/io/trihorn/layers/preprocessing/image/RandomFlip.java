package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Images mirrored, each with probability one half. As in Keras, {@code horizontal_and_vertical}
 * mirrors both ways together. See {@link ImageLayer}.
 */
public final class RandomFlip extends RandomImageLayer<RandomFlip> {
  private static final int ROWS = 1;
  private static final int COLUMNS = 2;
  private static final Map<String, int[]> AXES =
      Map.of(
          "horizontal", new int[] {COLUMNS},
          "vertical", new int[] {ROWS},
          "horizontal_and_vertical", new int[] {ROWS, COLUMNS});

  private String mode;

  /** {@code horizontal}, {@code vertical} or {@code horizontal_and_vertical}, Keras's default. */
  public RandomFlip(String mode) {
    this.mode = checked(mode);
  }

  private static String checked(String mode) {
    if (!AXES.containsKey(mode)) {
      throw new ConfigException(
          "RandomFlip: mode should be horizontal, vertical or horizontal_and_vertical, but is '"
              + mode
              + "'");
    }
    return mode;
  }

  @Override
  public void configure(Config config) {
    configureRandom(config);
    mode = checked(config.present("mode", config.text("mode", mode)));
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor flipped = Draws.pixels(Ops.lessEqual(draws.each(0, 1), 0.5));
    UnaryOperator<Tensor> flip = x -> Ops.where(flipped, Shapes.flip(x, AXES.get(mode)), x);
    return Transformation.ofPlaces(flip, flip);
  }
}
