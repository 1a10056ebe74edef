package io.trihorn.applications;

import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.permute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.backend.Backends;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.testkit.goldens.ApplicationGoldens;
import io.trihorn.testkit.goldens.ApplicationModels;
import io.trihorn.testkit.goldens.GoldenCase;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenRunner;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What real Keras 3.15.1 makes of an image by formula, with weights by formula: one architecture of
 * each family, at its smallest size and with 10 classes. The formulas are those of {@link
 * ApplicationGoldens}.
 */
class OutputsTest {
  private static final List<String> NAMES =
      List.of(
          "VGG16",
          "ResNet50",
          "ResNet50V2",
          "MobileNet",
          "MobileNetV2",
          "MobileNetV3Small",
          "MobileNetV3Large",
          "DenseNet121",
          "EfficientNetB0",
          "EfficientNetV2B0",
          "InceptionV3",
          "InceptionResNetV2",
          "Xception",
          "ConvNeXtTiny",
          "NASNetMobile");

  /** ConvNeXt, DenseNet and NASNet are not made for it. */
  private static final List<String> WITHOUT_CHANNELS_FIRST =
      List.of("DenseNet121", "ConvNeXtTiny", "NASNetMobile");

  @TestFactory
  Stream<DynamicTest> asKeras() {
    return NAMES.stream().map(name -> dynamicTest(name, () -> check(name, new Zoo())));
  }

  /**
   * With channels first Keras (on JAX) gives the same numbers. Images are transposed by a layer
   * before the architecture's own.
   */
  @TestFactory
  Stream<DynamicTest> channelsFirstAsKeras() {
    return NAMES.stream()
        .filter(name -> !WITHOUT_CHANNELS_FIRST.contains(name))
        .map(name -> dynamicTest(name, () -> check(name, new ChannelsFirst())));
  }

  @Test
  void whatKerasDoesNotMakeForChannelsFirstIsRefused() {
    for (String name : WITHOUT_CHANNELS_FIRST) {
      Application<?> application = Applications.named(name).dataFormat("channels_first");
      IllegalArgumentException e = assertThrows(IllegalArgumentException.class, application::build);
      assertTrue(e.getMessage().startsWith(name + " is not made for channels_first"));
    }
  }

  private static void check(String name, Zoo zoo) throws IOException {
    JsonObject json;
    try (Reader in =
        new InputStreamReader(
            OutputsTest.class.getResourceAsStream(name + ".json"), StandardCharsets.UTF_8)) {
      json = JsonParser.parseReader(in).getAsJsonObject();
    }
    GoldenCase golden = new GoldenCase(name, name, json, () -> new Npz(Map.of()));
    GoldenReport.Result result =
        GoldenRunner.run(new ApplicationGoldens(zoo), golden, Backends.get("onnx"));
    assertEquals(List.of(), result.problems());
  }

  /** The models that are tested. */
  private static class Zoo implements ApplicationModels {
    @Override
    public Set<String> names() {
      return Applications.names();
    }

    @Override
    public Model standard(String name, boolean includeTop) {
      return Applications.named(name).includeTop(includeTop).build();
    }

    @Override
    public Model sized(String name, long size, int classes) {
      return Applications.named(name).inputShape(size, size, 3).classes(classes).build();
    }

    @Override
    public TensorData preprocess(String name, TensorData images) {
      return Applications.named(name).preprocessInput(images);
    }
  }

  /** The same for images whose channels come first. */
  private static final class ChannelsFirst extends Zoo {
    @Override
    public Model sized(String name, long size, int classes) {
      return Applications.named(name)
          .dataFormat("channels_first")
          .inputTensor(permute(3, 1, 2).apply(inputTensor(size, size, 3)))
          .classes(classes)
          .build();
    }
  }
}
