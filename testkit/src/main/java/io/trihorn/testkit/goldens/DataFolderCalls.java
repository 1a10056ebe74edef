package io.trihorn.testkit.goldens;

import com.google.gson.JsonElement;
import io.trihorn.data.directory.AudioDataset;
import io.trihorn.data.directory.DirectoryDataset;
import io.trihorn.data.directory.ImageDataset;
import io.trihorn.data.directory.LabeledFiles;
import io.trihorn.data.directory.TextDataset;
import io.trihorn.data.image.ImageSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Datasets of folders. */
final class DataFolderCalls {
  static final Map<String, DataCall.Function> FUNCTIONS =
      Map.of(
          "keras.utils.image_dataset_from_directory", c -> elements(c, images(c)),
          "keras.utils.audio_dataset_from_directory", c -> elements(c, sounds(c)),
          "keras.utils.text_dataset_from_directory", c -> elements(c, texts(c)),
          "golden.shuffled_paths", DataFolderCalls::shuffledPaths);

  private DataFolderCalls() {}

  private static ImageDataset images(DataCall c) {
    ImageDataset images = ImageDataset.fromDirectory(c.path(0));
    JsonElement size = c.named("image_size");
    if (size != null) {
      List<?> both =
          size.isJsonPrimitive()
              ? List.of(size.getAsInt(), size.getAsInt())
              : (List<?>) c.value(size);
      images.imageSize((Integer) both.get(0), (Integer) both.get(1));
    }
    return images
        .colorMode(c.text("color_mode", "rgb"))
        .interpolation(c.text("interpolation", "bilinear"))
        .dataFormat(c.text("data_format", "channels_last"))
        .fit(
            c.bool("crop_to_aspect_ratio", false)
                ? ImageSize.Fit.CROP
                : c.bool("pad_to_aspect_ratio", false) ? ImageSize.Fit.PAD : ImageSize.Fit.STRETCH);
  }

  private static AudioDataset sounds(DataCall c) {
    return AudioDataset.fromDirectory(c.path(0))
        .outputSequenceLength(c.integer("output_sequence_length", 0))
        .ragged(c.bool("ragged", false));
  }

  private static TextDataset texts(DataCall c) {
    TextDataset texts = TextDataset.fromDirectory(c.path(0));
    return c.named("max_length") == null ? texts : texts.maxLength(c.integer("max_length", 0));
  }

  private static Object elements(DataCall c, DirectoryDataset<?> files) {
    files
        .labelMode(
            c.isNull("label_mode") || c.isNull("labels") ? "none" : c.text("label_mode", "int"))
        .shuffle(c.bool("shuffle", true))
        .batchSize(c.isNull("batch_size") ? 0 : c.integer("batch_size", 32))
        .report(line -> c.printed().append(line).append('\n'));
    if (c.named("labels") != null && c.named("labels").isJsonArray()) {
      files.labels(integers(c.named("labels")));
    }
    if (c.named("class_names") != null) {
      files.classNames(
          c.named("class_names").getAsJsonArray().asList().stream()
              .map(JsonElement::getAsString)
              .toList());
    }
    if (c.named("seed") != null) {
      files.seed(c.integer("seed", 0));
    }
    if (c.named("validation_split") != null) {
      files.validationSplit(c.number("validation_split", 0));
    }
    return switch (c.text("subset", "all")) {
      case "training" -> elements(c, files.training());
      case "validation" -> elements(c, files.validation());
      case "both" -> List.of(elements(c, files.training()), elements(c, files.validation()));
      default -> elements(c, files.load());
    };
  }

  private static List<Integer> integers(JsonElement array) {
    return array.getAsJsonArray().asList().stream().map(JsonElement::getAsInt).toList();
  }

  private static DataElements elements(DataCall c, LabeledFiles files) {
    boolean images = c.json().get("call").getAsString().contains("image");
    return new DataElements(
        files.dataset(),
        !c.isNull("batch_size"),
        files.classNames(),
        images ? files.filePaths() : null);
  }

  private static Object shuffledPaths(DataCall c) {
    Supplier<ImageDataset> images =
        () -> ImageDataset.fromDirectory(c.path(0)).seed(c.positional(1).getAsLong());
    if (!c.has(2)) {
      LabeledFiles all = images.get().load();
      return Map.of("file_paths", relative(c, all.filePaths()), "class_names", all.classNames());
    }
    double split = c.positional(2).getAsDouble();
    return Map.of(
        "training",
        relative(c, images.get().validationSplit(split).training().filePaths()),
        "validation",
        relative(c, images.get().validationSplit(split).validation().filePaths()));
  }

  /** Paths as the case writes them. */
  static List<String> relative(DataCall c, List<Path> files) {
    return files.stream()
        .map(file -> c.folder().relativize(file).toString().replace('\\', '/'))
        .toList();
  }
}
