package io.trihorn.testkit.goldens;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.data.image.Images;
import io.trihorn.data.image.LoadOptions;
import io.trihorn.graph.TensorData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Functions of images. */
final class DataImageCalls {
  static final Map<String, DataCall.Function> FUNCTIONS =
      Map.of(
          "keras.utils.array_to_img",
              c -> Images.arrayToImage(c.value(0), format(c), c.bool("scale", true)),
          "keras.utils.img_to_array",
              c -> Images.imageToArray(image(c), format(c), DataType.FLOAT32),
          "keras.utils.load_img", DataImageCalls::load,
          "golden.save_and_open", DataImageCalls::saveAndOpen,
          "keras.preprocessing.image.smart_resize", DataImageCalls::smartResize,
          "keras.utils.smart_resize", DataImageCalls::smartResize);

  private DataImageCalls() {}

  private static String format(DataCall c) {
    return c.text("data_format", "channels_last");
  }

  private static BufferedImage image(DataCall c) {
    JsonObject image = c.positional(0).getAsJsonObject();
    TensorData values = c.arrays().get(image.get("image").getAsString());
    long[] dims = values.type().dims();
    TensorData channels = dims.length == 2 ? values.reshape(dims[0], dims[1], 1) : values;
    return Images.arrayToImage(channels, "channels_last", false);
  }

  private static Object load(DataCall c) throws IOException {
    LoadOptions options =
        new LoadOptions()
            .colorMode(c.text("color_mode", "rgb"))
            .interpolation(c.text("interpolation", "nearest"))
            .keepAspectRatio(c.bool("keep_aspect_ratio", false));
    JsonElement size = c.named("target_size");
    if (size != null) {
      List<?> both = (List<?>) c.value(size);
      options = options.targetSize((Integer) both.get(0), (Integer) both.get(1));
    }
    return Images.loadImage(c.path(0), options);
  }

  private static Object saveAndOpen(DataCall c) throws IOException {
    Path folder = Files.createTempDirectory("trihorn-image");
    Path file = folder.resolve(c.positional(0).getAsString());
    try {
      Images.saveImage(file, c.value(1), format(c), c.bool("scale", true));
      BufferedImage again = Images.loadImage(file);
      boolean grey = ((TensorData) c.value(1)).type().dim(2) == 1;
      return grey ? Images.loadImage(file, new LoadOptions().colorMode("grayscale")) : again;
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static Object smartResize(DataCall c) {
    List<?> size = (List<?>) c.value(1);
    return Images.smartResize(
        c.value(0),
        (Integer) size.get(0),
        (Integer) size.get(1),
        c.text("interpolation", "bilinear"),
        format(c));
  }
}
