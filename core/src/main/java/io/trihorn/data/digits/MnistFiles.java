package io.trihorn.data.digits;

import io.trihorn.data.Progress;
import io.trihorn.data.download.Checksum;
import io.trihorn.data.download.Download;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where the four files of MNIST are published.
 *
 * @param mirrors addresses that end in a slash, tried in turn
 * @param md5 the checksum of each file, uncompressed, as mirrors compress them differently
 * @param patience how long a connection may take, and how long it may give no byte
 */
record MnistFiles(List<URI> mirrors, Map<String, String> md5, Duration patience) {
  static MnistFiles official() {
    return new MnistFiles(
        List.of(
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
        Map.of(
            Mnist.TRAIN_IMAGES, "6bbc9ace898e44ae57da46a324031adb",
            Mnist.TRAIN_LABELS, "a25bea736e30d166cdddb491f175f624",
            Mnist.TEST_IMAGES, "2646ac647ad5339dbf082846283269ea",
            Mnist.TEST_LABELS, "27ae3e4e09519cfbb04c329615203637"),
        Duration.ofSeconds(10));
  }

  /** Downloads the files that are not there yet; see {@link Download#to}. */
  void into(Path directory, Progress progress) throws IOException {
    for (String name : Mnist.FILES) {
      String zipped = name + ".gz";
      if (!Files.exists(directory.resolve(zipped))) {
        List<URI> origins = mirrors.stream().map(mirror -> mirror.resolve(zipped)).toList();
        new Download(zipped, origins, new Checksum(md5.get(name), true), patience)
            .to(directory.resolve(zipped), progress);
      }
    }
  }
}
