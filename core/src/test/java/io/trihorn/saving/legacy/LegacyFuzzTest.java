package io.trihorn.saving.legacy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5Exception;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Writer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;

/** Damaged files are refused by the documented exceptions, and in time. */
class LegacyFuzzTest {
  private static final String CONFIG =
      "{\"class_name\":\"Sequential\",\"config\":[{\"class_name\":\"Conv2D\",\"config\":{\"name\":"
          + "\"c\",\"filters\":2,\"kernel_size\":[3,3],\"strides\":[1,1],\"padding\":\"valid\","
          + "\"data_format\":\"channels_last\",\"activation\":\"relu\",\"use_bias\":true,"
          + "\"batch_input_shape\":[null,6,6,1],\"dtype\":\"float32\"}},{\"class_name\":\"Flatten\","
          + "\"config\":{\"name\":\"f\"}},{\"class_name\":\"Dense\",\"config\":{\"name\":\"d\","
          + "\"units\":3,\"activation\":\"softmax\",\"kernel_initializer\":{\"class_name\":"
          + "\"VarianceScaling\",\"config\":{\"scale\":1.0,\"mode\":\"fan_avg\",\"distribution\":"
          + "\"uniform\"}}}}]}";
  private static final String TRAINING =
      "{\"loss\":\"mse\",\"metrics\":[\"acc\"],\"optimizer_config\":{\"class_name\":\"SGD\","
          + "\"config\":{\"lr\":0.01,\"momentum\":0.0,\"decay\":0.0}}}";
  private static final byte[] FILE = file();

  private static byte[] file() {
    Hdf5Group root = new Hdf5Group();
    root.setText(LegacyLayout.CONFIG, CONFIG);
    root.setText(LegacyLayout.TRAINING, TRAINING);
    root.setText(LegacyLayout.VERSION, "2.2.4");
    Hdf5Group weights = root.putGroup(LegacyLayout.WEIGHTS);
    weights.setTexts(LegacyLayout.LAYER_NAMES, List.of("c", "f", "d"));
    add(weights, "c", new long[] {3, 3, 1, 2}, 2);
    weights.putGroup("f").setTexts(LegacyLayout.WEIGHT_NAMES, List.of());
    add(weights, "d", new long[] {32, 3}, 3);
    try {
      Path path = Files.createTempFile("legacy", ".h5");
      Hdf5Writer.write(root, path);
      byte[] bytes = Files.readAllBytes(path);
      Files.delete(path);
      return bytes;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(Hdf5Group weights, String layer, long[] kernel, long bias) {
    Hdf5Group group = weights.putGroup(layer);
    group.setTexts(LegacyLayout.WEIGHT_NAMES, List.of(layer + "/kernel:0", layer + "/bias:0"));
    group.putDataset(layer + "/kernel:0", counted(kernel));
    group.putDataset(layer + "/bias:0", counted(bias));
  }

  private static TensorData counted(long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, i);
    }
    return data;
  }

  private static void read(byte[] bytes) {
    try (Hdf5File file = Hdf5File.open(ByteBuffer.wrap(bytes), "damaged.h5");
        Model model = LegacyReader.read(file, true)) {
      assertTrue(model.layers().size() > 0);
    } catch (Hdf5Exception | SavingException | ConfigException | ShapeException e) {
      assertTrue(e.getMessage() != null && !e.getMessage().isBlank());
    }
  }

  /** Real files of Keras 1, 2 and 3, where they are there. */
  private static List<Path> realFiles() {
    String shared = System.getProperty("trihorn.test.shared", "../../shared");
    return Stream.of(
            "peer-suites/dl4j-keras-import/original-pairs/simple_lstm_th_keras_1/model.h5",
            "peer-suites/dl4j-keras-import/keras3-reference/optimizer_adam/model.h5",
            "goldens/keras/models/mlp.h5",
            "goldens/keras/models/bigru.h5")
        .map(file -> Path.of(shared, file))
        .filter(Files::exists)
        .toList();
  }

  /** Most bytes are weights; the changes are in the first part, where the structure is. */
  @Property(tries = 200)
  void changedRealFiles(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int count)
      throws IOException {
    List<Path> files = realFiles();
    Random random = new Random(seed);
    // Where there are no real files beside the repository, one of our own will do.
    byte[] bytes =
        files.isEmpty()
            ? FILE.clone()
            : Files.readAllBytes(files.get(random.nextInt(files.size())));
    int part = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 20_000);
    for (int i = 0; i < count; i++) {
      bytes[random.nextInt(part)] = (byte) random.nextInt(256);
    }
    inTime(() -> read(bytes));
  }

  private static void inTime(Runnable action) {
    Assertions.assertTimeout(Duration.ofSeconds(20), action::run);
  }

  @Property(tries = 300)
  void changedBytes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int count) {
    byte[] bytes = FILE.clone();
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    inTime(() -> read(bytes));
  }

  @Property(tries = 60)
  void truncated(@ForAll @IntRange(min = 0, max = 1 << 20) int length) {
    inTime(() -> read(Arrays.copyOf(FILE, length % FILE.length)));
  }

  /** The text of the configuration with characters changed, cut out or doubled. */
  @Property(tries = 600)
  void changedConfiguration(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int count) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(CONFIG);
    String drawn = "0123456789-.[]{}\":,nulltruefalse";
    for (int i = 0; i < count; i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, drawn.charAt(random.nextInt(drawn.length())));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(30)));
        default -> text.insert(at, drawn.charAt(random.nextInt(drawn.length())));
      }
    }
    String json = text.toString();
    inTime(
        () -> {
          try {
            LegacyReader.fromJson(json).close();
          } catch (ConfigException | ShapeException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isBlank());
          }
        });
  }
}
