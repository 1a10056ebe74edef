package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import io.trihorn.testkit.goldens.GoldenProgram;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Image layers in training: from one seed, every backend draws and computes the same. */
final class ImageLayerCases {
  // Of values up to 255.
  private static final double ALLOWED = 0.02;

  static final List<Supplier<Layer>> ALL =
      List.of(
          () -> randomBrightness(0.3),
          () -> randomColorDegeneration(0.5),
          () -> randomColorJitter().brightnessFactor(0.2).contrastFactor(0.4).hueFactor(0.5),
          () -> randomContrast(0.5),
          () -> randomCrop(5, 4),
          () -> randomElasticTransform(),
          () -> randomErasing(),
          () -> randomFlip("horizontal_and_vertical"),
          () -> randomGaussianBlur().kernelSize(3, 5),
          () -> randomGrayscale(0.5),
          () -> randomHue(0.5),
          () -> randomInvert(0.5),
          () -> randomPerspective().scale(0.4),
          () -> randomPosterization(6),
          () -> randomRotation(0.3),
          () -> randomRotation(0.3).fillMode("wrap").interpolation("nearest"),
          () -> randomSaturation(0.5).factor(0.2, 0.8),
          () -> randomSharpness(0.8),
          () -> randomShear().xFactor(0.3).yFactor(0.2),
          () -> randomTranslation(0.3, 0.2).fillMode("nearest"),
          () -> randomZoom(0.4).fillMode("constant"),
          () -> autoContrast(),
          () -> equalization(),
          () -> contrastLimitedAdaptiveHistogramEqualization().tileGridSize(2, 3),
          () -> solarization().additionFactor(0.2).thresholdFactor(0.5),
          () -> cutMix(1),
          () -> mixUp(0.4),
          () -> randAugment(),
          () -> augMix().numChains(2).chainDepth(2));

  private ImageLayerCases() {}

  private static TensorData images() {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, 4, 9, 8, 3));
    for (int i = 0; i < data.size(); i++) {
      // Away from whole numbers, where layers round.
      data.setDouble(i, Math.floor(127 + 126 * Math.sin(i * 0.7 + i / 60)) + 0.37);
    }
    return data;
  }

  private static TensorData run(Layer layer, Backend backend) {
    GoldenProgram program = new GoldenProgram(true);
    Tensor x = program.feed("x", images());
    program.fetch("y", layer.invoke(program.trace(), List.of(x), Map.of()).get(0));
    layer
        .seedStates()
        .forEach(s -> program.set(s.variable(), s.initializer().generate(s.type(), 11)));
    return program.run(backend).get("y");
  }

  static void check(Supplier<Layer> layer, Backend backend) {
    TensorData expected = run(layer.get(), Backends.get("reference"));
    TensorData actual = run(layer.get(), backend);
    assertEquals(expected.type(), actual.type());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.getDouble(i), actual.getDouble(i), ALLOWED, "element " + i);
    }
  }
}
