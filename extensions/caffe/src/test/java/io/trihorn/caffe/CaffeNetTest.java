package io.trihorn.caffe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading of texts and weights, and what is said where that fails. */
class CaffeNetTest {
  private static final String DENSE =
      """
      name: "small"
      layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 2 dim: 3 } } }
      layer { name: "ip" type: "InnerProduct" bottom: "data" top: "out"
        inner_product_param { num_output: 2 weight_filler { type: "xavier" } } }
      """;

  @TempDir private Path directory;

  private static String failure(String text) {
    return assertThrows(CaffeException.class, () -> CaffeNet.parse(text, new NetOptions()))
        .getMessage();
  }

  @Test
  void everyNetIsSavedAndReadAgain() throws IOException {
    Map<String, String> files = NetsConformance.packed();
    for (String name :
        List.of("lstm_hid", "scale_axes", "pool_ave_pad", "deconv_group", "spp_max")) {
      CaffeNet net = OracleCase.of(files.get(name + ".prototxt"), files.get(name + ".json")).read();
      Path file = directory.resolve(name + ".keras");
      List<TensorData> inputs = OracleCase.inputs(net);
      net.model().on("reference");
      Saving.saveModel(net.model(), file);
      try (Model model = net.model();
          Model read = Saving.loadModel(file)) {
        NDArray before = model.callAll(inputs, false).get(0);
        NDArray after = read.on("reference").callAll(inputs, false).get(0);
        assertArrayEquals(before.toFloatArray(), after.toFloatArray(), name);
      }
    }
  }

  @Test
  void whatLayersHaveLearntIsGivenBack() throws IOException {
    Map<String, String> files = NetsConformance.packed();
    for (String name : List.of("conv_dw", "deconv_group", "bn_eps", "lstm_static", "ip_axis")) {
      CaffeNet net = OracleCase.of(files.get(name + ".prototxt"), files.get(name + ".json")).read();
      net.model().on("reference");
      Map<String, List<TensorData>> blobs = net.blobs();
      if (!net.isBatchNorm("n")) {
        assertEquals(OracleCase.blobs(net), blobs, name);
      }
      CaffeNet other = CaffeNet.parse(files.get(name + ".prototxt"), new NetOptions());
      other.model().on("reference");
      other.setBlobs(blobs);
      assertEquals(blobs, other.blobs(), name);
    }
  }

  @Test
  void weightsComeFromABinaryFileByTheLayersNames() throws IOException {
    String weights =
        """
        name: "other"
        layer { name: "ip" blobs { shape { dim: 2 dim: 3 } data: [1, 2, 3, 4, 5, 6] }
          blobs { shape { dim: 2 } data: [10, 20] } }
        layer { name: "left over" blobs { shape { dim: 1 } data: [1] } }
        """;
    Path file = directory.resolve("small.caffemodel");
    Files.write(file, CaffeFiles.text("NetParameter", weights, "here").message().toByteArray());
    CaffeNet net = CaffeNet.parse(DENSE, new NetOptions()).load(file);
    float[] made =
        net.model().on("reference").predict(new float[][] {{1, 0, 0}, {0, 1, 1}}).toFloatArray();
    assertArrayEquals(new float[] {11, 24, 15, 31}, made);

    byte[] bytes = Files.readAllBytes(file);
    for (int length = 1; length < bytes.length; length += 3) {
      Files.write(file, Arrays.copyOf(bytes, length));
      CaffeNet fresh = CaffeNet.parse(DENSE, new NetOptions());
      try {
        fresh.load(file);
      } catch (CaffeException e) {
        assertTrue(e.getMessage().contains("caffemodel"), e.getMessage());
      }
    }
  }

  @Test
  void weightsOfAnotherNetAreRefused() throws IOException {
    Path file = directory.resolve("other.caffemodel");
    String weights = "layer { name: \"ip\" blobs { data: [1, 2] } blobs { data: [1, 2] } }";
    Files.write(file, CaffeFiles.text("NetParameter", weights, "here").message().toByteArray());
    CaffeNet net = CaffeNet.parse(DENSE, new NetOptions());
    assertEquals(
        "the text, line 3: layer 'ip' (InnerProduct): blob 0 should have 6 elements [2, 3], but "
            + file
            + " has 2; is it of this net?",
        assertThrows(CaffeException.class, () -> net.load(file)).getMessage());
    Files.write(
        file,
        CaffeFiles.text("NetParameter", weights.replace("ip", "fc"), "here")
            .message()
            .toByteArray());
    assertTrue(
        assertThrows(CaffeException.class, () -> net.load(file))
            .getMessage()
            .contains("has weights for none of the layers [ip]"));
  }

  @Test
  void aTextThatIsNoneIsToldWithItsPlace() {
    String message = failure("name: \"x\"\nlayer { name: \"a\" kind: \"ReLU\" }");
    assertTrue(message.contains("line 2, column 19"), message);
    assertTrue(message.contains("kind"), message);
  }

  @Test
  void allUnknownTypesAreToldAtOnce() {
    String message =
        failure(
            "input: \"d\" input_shape { dim: 1 }"
                + " layer { name: \"p\" type: \"Python\" bottom: \"d\" top: \"e\" }"
                + " layer { name: \"f\" type: \"Video\" bottom: \"d\" top: \"g\" }");
    assertTrue(message.contains("Python (layer 'p', line 1), Video (layer 'f', line 1)"), message);
  }

  @Test
  void filteredRowsFollowTheNumbersInFilesToo() throws IOException {
    String net =
        "input: \"d\" input_shape { dim: 3 dim: 2 } input: \"s\" input_shape { dim: 3 }"
            + " layer { name: \"f\" type: \"Filter\" bottom: \"d\" bottom: \"s\" top: \"g\" }";
    Path file = directory.resolve("filter.keras");
    try (Model model = CaffeNet.parse(net, new NetOptions()).model()) {
      Saving.saveModel(model, file);
    }
    TensorData rows = TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    try (Model model = Saving.loadModel(file).on("reference")) {
      for (float[] selector : new float[][] {{0, 1, 0}, {-1, 0, 2}, {0, 0, 0}}) {
        TensorData made = model.predictOnBatch(rows, TensorData.of(selector, 3)).get(0);
        int next = 0;
        for (int i = 0; i < 3; i++) {
          if (selector[i] != 0) {
            assertEquals(rows.getDouble(2 * i), made.getDouble(next++));
            assertEquals(rows.getDouble(2 * i + 1), made.getDouble(next++));
          }
        }
        assertEquals(next, made.size());
      }
    }
  }

  @Test
  void whatNeedsTheNumberOfFilteredRowsIsRefused() {
    String net =
        "input: \"d\" input_shape { dim: 4 dim: 3 } input: \"s\" input_shape { dim: 4 }"
            + " layer { name: \"f\" type: \"Filter\" bottom: \"d\" %s top: \"g\" }"
            + " layer { name: \"n\" type: \"%s\" bottom: \"g\" top: \"n\" %s }";
    assertTrue(
        failure(net.formatted("bottom: \"s\"", "Flatten", "flatten_param { axis: 0 }"))
            .contains("as many rows as a Filter lets through"));
    assertTrue(
        failure(net.formatted("", "ReLU", ""))
            .contains("expected what is filtered and a selector"));
    assertTrue(
        failure(net.formatted("bottom: \"s\"", "ReLU", "propagate_down: true propagate_down: true"))
            .contains("propagate_down should be said once for each of the bottoms [g]"));
    String odd = net.replace("dim: 4 }", "dim: 3 }");
    try (Model model =
        CaffeNet.parse(odd.formatted("bottom: \"s\"", "ReLU", ""), new NetOptions()).model()) {
      TensorData rows = TensorData.of(new float[12], 4, 3);
      TensorData selector = TensorData.of(new float[] {1, 0, 1}, 3);
      ShapeException e =
          assertThrows(
              ShapeException.class, () -> model.on("reference").predictOnBatch(rows, selector));
      assertTrue(e.getMessage().contains("one number for each row"), e.getMessage());
    }
  }

  @Test
  void mistakesNameTheLayer() {
    String input = "layer { name: \"d\" type: \"Input\" top: \"d\" input_param { shape { %s } } }";
    String image = input.formatted("dim: 1 dim: 3 dim: 5 dim: 5");
    assertEquals(
        "the text, line 2: layer 'r' (ReLU): there is no blob 'c' before it; there are [d]",
        failure(image + "\nlayer { name: \"r\" type: \"ReLU\" bottom: \"c\" top: \"c\" }"));
    assertEquals(
        "the text, line 2: layer 'c' (Convolution): expected one kernel_size or 2 of them, but got []",
        failure(
            image
                + "\nlayer { name: \"c\" type: \"Convolution\" bottom: \"d\" top: \"c\""
                + " convolution_param { num_output: 2 } }"));
    assertEquals(
        "the text, line 2: layer 'p' (Pooling): pool is STOCHASTIC, which Caffe itself has on a GPU only; use MAX or"
            + " AVE",
        failure(
            image
                + "\nlayer { name: \"p\" type: \"Pooling\" bottom: \"d\" top: \"p\""
                + " pooling_param { pool: STOCHASTIC kernel_size: 2 } }"));
    assertTrue(
        failure("layer { name: \"d\" type: \"Data\" top: \"d\" top: \"l\" }")
            .contains("new NetOptions().input(\"d\", 64, 3, 224, 224)"));
  }

  /** Of both generations, in a list in brackets, from a file, of data and of fillers. */
  @Test
  void mistakesNameFileAndLine() throws IOException {
    String old =
        """
        input: "d"
        input_dim: 1 input_dim: 3 input_dim: 5 input_dim: 5
        layers { name: "a" type: RELU bottom: "d" top: "a" }
        layers {
          name: "s" type: SOFTMAX bottom: "a" top: "s"
          softmax_param { axis: 7 }
        }
        """;
    Path file = Files.writeString(directory.resolve("old.prototxt"), old);
    String message = assertThrows(CaffeException.class, () -> CaffeNet.read(file)).getMessage();
    assertTrue(message.startsWith(file + ", line 4: layer 's' (Softmax): "), message);
    String listed =
        old.replace("layers { name", "layers: [{ name").replace("top: \"a\" }", "top: \"a\" },");
    listed = listed.replace("layers {\n", "{\n").strip() + "]";
    assertTrue(failure(listed).startsWith("the text: layer 's' (Softmax): "), listed);
    message =
        failure("\n\nlayer { name: 'i' type: 'Input' top: 'd' input_param { shape { dim: 0 } } }");
    assertTrue(message.startsWith("the text, line 3: layer 'i' (Input): input 'd'"), message);
    message =
        failure(
            "input: 'd' input_shape { dim: 1 dim: 2 }\nlayer { name: 'f' type: 'InnerProduct'"
                + " bottom: 'd' top: 'f' inner_product_param { num_output: 3"
                + " weight_filler { type: 'bilinear' } } }");
    assertTrue(message.startsWith("the text, line 2: layer 'f' (InnerProduct): "), message);
  }

  @Test
  void tooFewBottomsAndTooManyElementsAreTold() {
    String input = "input: 'd' input_shape { dim: 2 dim: 65536 dim: 65536 }\n";
    assertEquals(
        "the text, line 2: layer 'c' (Convolution): expected at least 1 bottoms, but has []",
        failure(
            input
                + "layer { name: 'c' type: 'Convolution' top: 'c'"
                + " convolution_param { num_output: 2 kernel_size: 1 } }"));
    String message =
        failure(
            input
                + "layer { name: 'i' type: 'InnerProduct' bottom: 'd' top: 'i'"
                + " inner_product_param { num_output: 2 } }");
    assertTrue(message.startsWith("the text, line 2: layer 'i' (InnerProduct): "), message);
    assertTrue(message.contains("more elements than a tensor can have"), message);
    message =
        failure(
            "layer { name: 'x' type: 'DummyData' top: 'x' dummy_data_param { num: 2 num: 3"
                + " channels: 1 height: 1 width: 1 } }");
    assertTrue(message.contains("as many of each of [num, channels, height, width]"), message);
  }

  @Test
  void theTableOfMessagesIsCaffes() {
    Part net =
        CaffeFiles.text(
            "NetParameter",
            "layers { name: \"l\" type: SOFTMAX_LOSS blobs_lr: 1 }"
                + " layers { name: \"m\" type: INNER_PRODUCT inner_product_param { num_output: 3 } }",
            "here");
    assertEquals(
        List.of("SoftmaxWithLoss", "InnerProduct"),
        LayerText.of(net).stream().map(LayerText::type).toList());
    assertEquals(0.75, LayerText.of(net).get(0).parameters("lrn_param").number("beta"));
  }
}
