package io.trihorn.caffe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Npy;
import io.trihorn.data.digits.Digits;
import io.trihorn.data.digits.Mnist;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nets that were published, where they lie beside the checkout. */
class PublishedNetsTest {
  private static final Path MODELS = Path.of("../../../shared/models/caffe");

  @BeforeEach
  void areThere() {
    assumeTrue(Files.isDirectory(MODELS), "no published nets in " + MODELS);
  }

  private static long parameters(CaffeNet net) {
    return net.model().weights().stream().mapToLong(w -> w.type().shape().size()).sum();
  }

  @ParameterizedTest
  @CsvSource({
    "bvlc/models/bvlc_alexnet/deploy.prototxt, 60965224",
    "bvlc/models/bvlc_googlenet/deploy.prototxt, 6998552",
    "bvlc/examples/cifar10/cifar10_quick.prototxt, 145578",
    "bvlc/examples/mnist/lenet.prototxt, 431080"
  })
  void haveTheirParameters(String file, long parameters) {
    assertEquals(parameters, parameters(CaffeNet.read(MODELS.resolve(file))));
  }

  @ParameterizedTest
  @CsvSource({"TRAIN, test-on-train", "TEST, test-on-test"})
  void theAutoencoderHasItsParametersInEachPhase(Phase phase, String stage) {
    NetOptions options = new NetOptions().phase(phase).stages(stage).input("data", 100, 1, 28, 28);
    Path file = MODELS.resolve("bvlc/examples/mnist/mnist_autoencoder.prototxt");
    assertEquals(2837314, parameters(CaffeNet.read(file, options)));
  }

  private static CaffeNet lenet() {
    Path folder = MODELS.resolve("lenet-mnist");
    return CaffeNet.read(folder.resolve("deploy.prototxt"))
        .load(folder.resolve("model.caffemodel"));
  }

  @ParameterizedTest
  @CsvSource({"reference", "onnx", "tensorflow", "dl4j"})
  void lenetGivesItsProbabilities(String backend) throws IOException {
    Path folder = MODELS.resolve("lenet-mnist");
    TensorData expected = Npy.read(folder.resolve("expected_prob.npy"));
    try (Model model = lenet().model()) {
      float[] made =
          model.on(backend).predict(Npy.read(folder.resolve("input.npy"))).toFloatArray();
      for (int i = 0; i < made.length; i++) {
        assertEquals(expected.getDouble(i), made[i], 1e-6);
      }
    }
  }

  /**
   * The figure that belongs to the file; pixels are divided by 256, as its solver's text has it.
   */
  @Test
  void lenetReadsTheDigits() throws IOException {
    Path folder = Path.of("../../../shared/data/mnist");
    assumeTrue(Files.isDirectory(folder), "no MNIST in " + folder);
    Digits test = Mnist.load(folder).test();
    TensorData images = TensorData.zeros(TensorType.of(DataType.FLOAT32, test.rows(), 1, 28, 28));
    for (long i = 0; i < images.size(); i++) {
      images.setDouble(i, test.images().getDouble(i) / 256);
    }
    try (Model model = lenet().model()) {
      float[] made = model.on("onnx").predict(images).toFloatArray();
      int right = 0;
      for (int row = 0; row < test.rows(); row++) {
        int best = 10 * row;
        for (int i = best; i < 10 * row + 10; i++) {
          best = made[i] > made[best] ? i : best;
        }
        right += best - 10 * row == test.labels().getLong(row) ? 1 : 0;
      }
      assertEquals(9905, right);
    }
  }
}
