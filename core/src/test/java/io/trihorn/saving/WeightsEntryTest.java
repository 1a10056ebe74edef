package io.trihorn.saving;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializer;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which the variables of a {@code .keras} file are read, whatever its size. */
class WeightsEntryTest {
  private static final KerasFormat.Limits MEMORY = new KerasFormat.Limits(1 << 20, 1 << 20);
  private static final KerasFormat.Limits MAPPING = new KerasFormat.Limits(0, 1 << 20);
  private static final KerasFormat.Limits TEMPORARY = new KerasFormat.Limits(0, 0);

  /** Counts how often it is asked. */
  private static final class Counting implements Initializer {
    private static final AtomicInteger ASKED = new AtomicInteger();

    @Override
    public void configure(Config config) {}

    @Override
    public TensorData generate(TensorType type, long seed) {
      ASKED.incrementAndGet();
      return TensorData.zeros(type);
    }
  }

  @TempDir private Path folder;
  private Path file;
  private List<TensorData> expected;

  @BeforeEach
  void save() {
    file = folder.resolve("model.keras");
    try (Model model = model()) {
      expected = model.weightValues();
      Saving.saveModel(model, file);
    }
  }

  private static Model model() {
    return new Sequential(input(3), dense(50, "tanh"), dense(2)).seed(5);
  }

  private static List<TensorData> read(Path file, KerasFormat.Limits limits) throws IOException {
    try (Model model = model().seed(6);
        KerasArchive archive = new KerasArchive(file)) {
      KerasFormat.readWeights(
          archive,
          file,
          limits,
          root -> new WeightsTree(model, "test").read(root, LoadWeights.DEFAULT, true));
      return model.weightValues();
    }
  }

  @Test
  void fromMemoryFromTheFileItselfAndFromATemporaryOne() throws IOException {
    assertEquals(expected, read(file, MEMORY));
    assertEquals(expected, read(file, MAPPING));
    assertEquals(expected, read(file, TEMPORARY));
  }

  /** Pages of a file that were looked at would count as the process's until the next collection. */
  @Test
  void largeWeightsAreReadAndNotLookedAt() throws IOException {
    Path maps = Path.of("/proc/self/smaps");
    assumeTrue(Files.isReadable(maps), "the system does not tell which pages a process holds");
    Path large = folder.resolve("large.keras");
    try (Model model = new Sequential(input(1024), dense(2048));
        Model loaded = new Sequential(input(1024), dense(2048)).seed(1)) {
      Saving.saveModel(model, large);
      try (KerasArchive archive = new KerasArchive(large)) {
        long kilobytes =
            KerasFormat.readWeights(
                archive,
                large,
                new KerasFormat.Limits(0, 1 << 30),
                root -> {
                  new WeightsTree(loaded, "test").read(root, LoadWeights.DEFAULT, true);
                  return resident(maps, large);
                });
        assertEquals(model.weightValues(), loaded.weightValues());
        assertTrue(kilobytes < 1024, "of 8 MiB there are kB in memory: " + kilobytes);
      }
    }
  }

  /** How many kB of a mapped file are in the process's memory. */
  private static long resident(Path maps, Path file) {
    try {
      List<String> lines = Files.readAllLines(maps);
      int at = 0;
      while (!lines.get(at).endsWith(file.toString())) {
        at++;
      }
      while (!lines.get(at).startsWith("Rss:")) {
        at++;
      }
      return Long.parseLong(lines.get(at).replaceAll("\\D", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void packedOnesComeFromATemporaryFile() throws IOException {
    Path packed = folder.resolve("packed.keras");
    try (ZipFile zip = new ZipFile(file.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(packed))) {
      for (ZipEntry entry : zip.stream().toList()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        zip.getInputStream(entry).transferTo(out);
        out.closeEntry();
      }
    }
    assertEquals(expected, read(packed, MEMORY));
    assertEquals(expected, read(packed, MAPPING));
  }

  @Test
  void aChangedByteIsNoticedInEveryWay() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("model.weights.h5") + 3000;
    bytes[at] ^= 1;
    Files.write(file, bytes);
    for (KerasFormat.Limits limits : List.of(MEMORY, MAPPING, TEMPORARY)) {
      SavingException e = assertThrows(SavingException.class, () -> read(file, limits));
      assertTrue(e.getMessage().contains("damaged"), e.getMessage());
    }
  }

  @Test
  void whatIsReadIsNotDrawnBefore() {
    Model model =
        new Sequential(input(3), dense(4).kernelInitializer(new Counting()).name("counted"));
    Path other = folder.resolve("weights.weights.h5");
    Saving.saveWeights(model, other);
    int before = Counting.ASKED.get();
    try (Model loaded =
        new Sequential(input(3), dense(4).kernelInitializer(new Counting()).name("counted"))) {
      Saving.loadWeights(loaded, other);
      assertEquals(model.weightValues(), loaded.weightValues());
    }
    assertEquals(before, Counting.ASKED.get());
    model.close();
  }

  /** Python's zipfile made it, with the numbers of large files wherever it can write them. */
  @Test
  void theDirectoryOfLargeFiles() throws IOException {
    Path large = folder.resolve("large.zip");
    Files.write(
        large,
        Base64.getDecoder()
            .decode(
                "UEsDBC0AAAAAAAAAIQCXjqH7//////////8LABQAY29uZmlnLmpzb24BABAACAAAAAAAAAAIAAAAAAAAAHsi"
                    + "YSI6IDF9UEsDBC0AAAAAAAAAIQDGx4Sm//////////8QABQAbW9kZWwud2VpZ2h0cy5oNQEAEAAKAAAA"
                    + "AAAAAAoAAAAAAAAAMDEyMzQ1Njc4OVBLAQItAy0AAAAAAAAAIQCXjqH7//////////8LABQAAAAAAAAA"
                    + "AACAAQAAAABjb25maWcuanNvbgEAEAAIAAAAAAAAAAgAAAAAAAAAUEsBAi0DLQAAAAAAAAAhAMbHhKb/"
                    + "/////////xAAHAAAAAAAAAAAAIAB/////21vZGVsLndlaWdodHMuaDUBABgACgAAAAAAAAAKAAAAAAAA"
                    + "AEUAAAAAAAAAUEsGBiwAAAAAAAAALQAtAAAAAAAAAAAAAgAAAAAAAAACAAAAAAAAAKcAAAAAAAAAkQAA"
                    + "AAAAAABQSwYHAAAAADgBAAAAAAAAAQAAAFBLBQYAAAAAAgACAKcAAACRAAAAEABQSwUGIG5vdCB0aGUg"
                    + "ZW5k"));
    try (FileChannel channel = FileChannel.open(large)) {
      ZipDirectory directory = new ZipDirectory(channel);
      assertEquals(135, directory.begin("model.weights.h5"));
      assertThrows(IOException.class, () -> directory.begin("other"));
    }
  }
}
