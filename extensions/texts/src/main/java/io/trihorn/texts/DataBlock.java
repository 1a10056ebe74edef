package io.trihorn.texts;

import io.trihorn.data.Dataset;
import io.trihorn.data.Npy;
import io.trihorn.data.digits.DrawnDigits;
import io.trihorn.data.digits.Mnist;
import io.trihorn.data.directory.ImageDataset;
import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Data of a text: where they are. They are opened when they are used. */
final class DataBlock {
  /** Opens data. */
  interface Source {
    Dataset open() throws IOException;
  }

  private interface Kind {
    Source read(Options options);
  }

  private static final Map<String, Kind> KINDS =
      Map.of(
          "mnist", DataBlock::mnist,
          "drawn_digits", DataBlock::drawn,
          "npy", DataBlock::npy,
          "images", DataBlock::images);

  private DataBlock() {}

  /**
   * The data that a block names.
   *
   * @param what what they are for, for messages
   * @param folder what paths are relative to
   */
  static Source read(String what, Block block, Path folder) {
    Options options = new Options(what, block, folder);
    String kind = options.choice("kind", KINDS.keySet(), null);
    if (kind == null) {
      throw block.place().wrong(what + " need a kind of " + Block.sorted(KINDS.keySet()));
    }
    Source source = KINDS.get(kind).read(options);
    options.done();
    return source;
  }

  private static Source mnist(Options options) {
    Path folder = options.path("folder");
    boolean train = options.choice("part", Set.of("train", "test"), "train").equals("train");
    return () -> {
      Mnist mnist = folder == null ? Mnist.load() : Mnist.load(folder);
      return (train ? mnist.train() : mnist.test()).dataset();
    };
  }

  private static Source drawn(Options options) {
    int[] count = {1_000};
    int[] seed = {0};
    options.integer("count", n -> count[0] = n);
    options.integer("seed", n -> seed[0] = n);
    return () -> DrawnDigits.draw(count[0], seed[0]).dataset();
  }

  private static Source npy(Options options) {
    List<Path> inputs = options.requiredPaths("inputs");
    List<Path> targets = options.requiredPaths("targets");
    return () -> Dataset.of(arrays(inputs), arrays(targets));
  }

  private static List<TensorData> arrays(List<Path> files) throws IOException {
    List<TensorData> arrays = new ArrayList<>();
    for (Path file : files) {
      arrays.add(Npy.read(file));
    }
    return arrays;
  }

  private static Source images(Options options) {
    Path folder = options.requiredPath("folder");
    int[] size = {256, 256};
    options.integer("height", n -> size[0] = n);
    options.integer("width", n -> size[1] = n);
    String color = options.choice("color_mode", Set.of("grayscale", "rgb", "rgba"), "rgb");
    String labels = options.choice("label_mode", Set.of("int", "categorical", "binary"), "int");
    return () ->
        ImageDataset.fromDirectory(folder)
            .imageSize(size[0], size[1])
            .colorMode(color)
            .labelMode(labels)
            .load()
            .dataset();
  }
}
