package io.trihorn.examples;

import io.trihorn.data.digits.Digits;
import io.trihorn.data.digits.DrawnDigits;
import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/** Small data sets in the files and forms of the real ones, made by rules that can be learned. */
final class SmallData {
  private final Path root;
  private final Random random = new Random(5);

  private SmallData(Path root) {
    this.root = root;
  }

  /** Writes all of them. */
  static void write(Path root) throws IOException {
    SmallData data = new SmallData(root);
    data.tables();
    data.texts();
    data.pictures();
    data.slices();
    data.copy("dicom/CT_small.dcm");
    for (String file : List.of("model.hdf5", "input.npy", "expected.npy")) {
      data.copy("face_emotion_tiny_xception/" + file);
    }
    data.digits("train", DrawnDigits.draw(320, 1));
    data.digits("t10k", DrawnDigits.draw(160, 2));
  }

  /** Files that other programs made: a body of four tissues, and small_emotions.py's network. */
  private void copy(String file) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    try (InputStream in = SmallData.class.getResourceAsStream(file)) {
      Files.copy(in, path);
    }
  }

  private void tables() throws IOException {
    table("tabular/housing.csv", 120, i -> regression(13));
    table("tabular/winequality-red.csv", 120, i -> regression(11));
    table("tabular/iris.csv", 90, i -> cluster(4, kind(i)) + ",kind" + kind(i));
    table("tabular/wine.csv", 90, i -> cluster(13, kind(i)) + "," + (1 + kind(i)));
    table("tabular/sonar.csv", 80, i -> cluster(60, i / 4 % 2) + "," + "MR".charAt(i / 4 % 2));
    table("tabular/abalone.csv", 120, i -> "FIM".charAt(i % 3) + "," + regression(7));
    table(
        "timeseries/airline-passengers.csv",
        100,
        i -> i == 0 ? "\"Month\",\"Passengers\"" : "\"" + i + "\"," + passengers(i));
    table(
        "timeseries/daily-min-temperatures.csv",
        400,
        i -> i == 0 ? "\"Date\",\"Temp\"" : "\"" + i + "\"," + (i / 3 % 2 == 0 ? 15 : 7));
  }

  private void texts() throws IOException {
    String[] words = {"meet", "home", "later", "dinner", "tomorrow", "thanks"};
    table(
        "text/sms-spam.tsv",
        120,
        i ->
            (i % 4 == 1 ? "spam\tWIN a FREE prize, call 0800" : "ham\t")
                + words[random.nextInt(6)]
                + " "
                + words[random.nextInt(6)]);
    // What follows two notes is not told by them: every fourth is another.
    String tune = "X:1\nM:4/4\nK:C\n" + "CCCD|CCCE|CCCF|CCCG|".repeat(5) + "\n";
    write("music/abc/tunes.abc", tune.repeat(40));
    write("text/tinyshakespeare.txt", "to be, or not to be: that is the question.\n".repeat(50));
  }

  /** Every third row, which is for testing, is of another kind than the one before. */
  private static int kind(int row) {
    return (row + row / 3) % 3;
  }

  /** Numbers that are all high or all low and, as the last value, ten times their mean. */
  private String regression(int columns) {
    double height = random.nextDouble();
    double[] x = random.doubles(columns, height, height + 0.2).toArray();
    double mean = DoubleStream.of(x).average().orElseThrow();
    return numbers(x) + "," + String.format(Locale.ROOT, "%.2f", 10 * mean);
  }

  private String cluster(int columns, int kind) {
    return numbers(
        IntStream.range(0, columns)
            .mapToDouble(i -> (i % 3 == kind ? 2 : 0) + 0.3 * random.nextGaussian())
            .toArray());
  }

  private static String numbers(double[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> String.format(Locale.ROOT, "%.3f", values[i]))
        .collect(Collectors.joining(","));
  }

  private static long passengers(int month) {
    return Math.round((100 + month) * (1 + 0.2 * Math.sin(month * Math.PI / 6)));
  }

  private void table(String file, int rows, IntFunction<String> row) throws IOException {
    write(file, IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n", "", "\n")));
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** One class is red, one blue. */
  private void pictures() throws IOException {
    for (String part : new String[] {"train", "test"}) {
      for (int i = 0; i < 32; i++) {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < 32 * 32; at++) {
          int shade = 100 + random.nextInt(100);
          image.setRGB(at % 32, at / 32, i % 2 == 0 ? shade << 16 : shade);
        }
        Path path =
            root.resolve("images/cifar10-subset/" + part + "/" + (i % 2 == 0 ? "red" : "sky"))
                .resolve(i + ".png");
        Files.createDirectories(path.getParent());
        ImageIO.write(image, "png", path.toFile());
      }
    }
  }

  /** Dark lines every 16 pixels are membranes; dark spots between them are none. */
  private void slices() throws IOException {
    for (int n = 0; n < 8; n++) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
      BufferedImage label = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
      int shift = random.nextInt(16);
      for (int at = 0; at < 32 * 32; at++) {
        int x = at % 32;
        int across = (x + shift) % 16;
        boolean spot = across > 5 && across < 12 && at / 32 / 4 % 2 == 0;
        int grey = (across < 3 || spot ? 60 : 160) + random.nextInt(40);
        image.getRaster().setSample(x, at / 32, 0, grey);
        label.getRaster().setSample(x, at / 32, 0, across < 3 ? 0 : 255);
      }
      for (BufferedImage made : List.of(image, label)) {
        String part = made == image ? "image" : "label";
        Path path = root.resolve("segmentation/em-membrane/" + part + "/" + n + ".png");
        Files.createDirectories(path.getParent());
        ImageIO.write(made, "png", path.toFile());
      }
    }
  }

  private void digits(String part, Digits digits) throws IOException {
    Files.createDirectories(root.resolve("mnist"));
    byte[] pixels = new byte[Math.toIntExact(digits.images().size())];
    digits.images().bytes().get(0, pixels);
    idx(part + "-images-idx3-ubyte.gz", pixels, digits.rows(), Digits.SIZE, Digits.SIZE);
    byte[] labels = new byte[digits.rows()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) digits.labels().getLong(i);
    }
    idx(part + "-labels-idx1-ubyte.gz", labels, digits.rows());
  }

  private void idx(String file, byte[] values, int... dims) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(
            new GZIPOutputStream(Files.newOutputStream(root.resolve("mnist").resolve(file))))) {
      out.writeInt(0x800 + dims.length);
      for (int extent : dims) {
        out.writeInt(extent);
      }
      out.write(values);
    }
  }
}
