package io.trihorn.data.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import com.sun.net.httpserver.HttpServer;
import io.trihorn.data.Batch;
import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.Progress;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MnistTest {
  @TempDir Path directory;
  private final Map<String, byte[]> files = new HashMap<>();
  private HttpServer server;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String part : new String[] {"train", "t10k"}) {
      int rows = part.equals("train") ? 12 : 5;
      byte[] images = new byte[rows * 784];
      byte[] labels = new byte[rows];
      for (int i = 0; i < rows; i++) {
        images[i * 784 + i] = (byte) 255;
        labels[i] = (byte) (i % 10);
      }
      files.put(part + "-images-idx3-ubyte", IdxTest.idx(8, new int[] {rows, 28, 28}, images));
      files.put(part + "-labels-idx1-ubyte", IdxTest.idx(8, new int[] {rows}, labels));
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void writeAll() throws IOException {
    for (var file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey() + ".gz"), IdxTest.gzip(file.getValue()));
    }
  }

  @Test
  void readsTheFourFiles() throws IOException {
    writeAll();
    Mnist mnist = Mnist.load(directory);
    assertEquals(12, mnist.train().rows());
    assertArrayEquals(new int[] {1, 1, 1, 1, 1, 0, 0, 0, 0, 0}, mnist.test().histogram());
    Batch batch = mnist.train().dataset().batch(3).iterator().next();
    assertEquals(TensorType.of(DataType.FLOAT32, 3, 28, 28, 1), batch.inputs().get(0).type());
    assertEquals(TensorType.of(DataType.INT32, 3), batch.targets().get(0).type());
    assertEquals(1f, batch.inputs().get(0).getDouble(784 + 1));
    assertEquals(0f, batch.inputs().get(0).getDouble(784));
  }

  @Test
  void readsFilesThatAreNotGzipped() throws IOException {
    for (var file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
    assertEquals(12, Mnist.load(directory).train().rows());
  }

  private String failure() {
    return assertThrows(IOException.class, () -> Mnist.load(directory)).getMessage();
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertTrue(failure().contains("has neither train-images-idx3-ubyte.gz nor"));
    writeAll();
    Path labels = directory.resolve("train-labels-idx1-ubyte.gz");
    Files.write(labels, IdxTest.gzip(IdxTest.idx(8, new int[] {2}, (byte) 1, (byte) 2)));
    assertTrue(failure().contains("has 2 labels, but"), failure());
    byte[] wrong = new byte[12];
    wrong[3] = 10;
    Files.write(labels, IdxTest.gzip(IdxTest.idx(8, new int[] {12}, wrong)));
    assertTrue(failure().contains("labels[3] is 10"), failure());
    Path images = directory.resolve("train-images-idx3-ubyte.gz");
    Files.copy(labels, images, StandardCopyOption.REPLACE_EXISTING);
    assertTrue(failure().contains("expected images uint8[rows,28,28]"), failure());
  }

  @Test
  void looksWhereThePropertiesSay() throws IOException {
    writeAll();
    String before = System.getProperty(Mnist.PROPERTY);
    try {
      System.setProperty(Mnist.PROPERTY, directory.toString());
      assertEquals(directory, Mnist.find().orElseThrow());
      assertEquals(5, Mnist.load().test().rows());
      System.setProperty(Mnist.PROPERTY, directory.resolve("elsewhere").toString());
      assertTrue(
          assertThrows(IOException.class, Mnist::load)
              .getMessage()
              .contains("elsewhere has neither"));
    } finally {
      if (before == null) {
        System.clearProperty(Mnist.PROPERTY);
      } else {
        System.setProperty(Mnist.PROPERTY, before);
      }
    }
  }

  private URI serve(String path, boolean damaged) {
    server.createContext(
        path,
        exchange -> {
          String name = Path.of(exchange.getRequestURI().getPath()).getFileName().toString();
          byte[] body = IdxTest.gzip(files.get(name.replace(".gz", "")));
          if (damaged) {
            body = IdxTest.gzip("not what was expected".getBytes());
          }
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    return address(path);
  }

  private URI address(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  private MnistFiles download(Duration patience, URI... mirrors) throws Exception {
    Map<String, String> sums = new HashMap<>();
    for (var file : files.entrySet()) {
      byte[] sum = MessageDigest.getInstance("MD5").digest(file.getValue());
      sums.put(file.getKey(), HexFormat.of().formatHex(sum));
    }
    return new MnistFiles(List.of(mirrors), sums, patience);
  }

  private List<String> names() throws IOException {
    try (var list = Files.list(directory)) {
      return list.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void downloadsFromTheFirstMirrorThatIsRight() throws Exception {
    URI missing = address("/missing/");
    URI damaged = serve("/damaged/", true);
    URI good = serve("/good/", false);
    List<String> told = new ArrayList<>();
    download(Duration.ofSeconds(5), missing, damaged, good)
        .into(directory, (file, bytes, total) -> told.add(file + " " + bytes + "/" + total));
    assertEquals(4, names().size(), names().toString());
    assertEquals(12, Mnist.load(directory).train().rows());
    int length = IdxTest.gzip(files.get("train-labels-idx1-ubyte")).length;
    assertTrue(
        told.contains("train-labels-idx1-ubyte.gz " + length + "/" + length), told.toString());
  }

  @Test
  void aMirrorThatIsWrongLeavesNothingBehind() throws Exception {
    MnistFiles wrong =
        download(Duration.ofSeconds(5), serve("/damaged/", true), address("/missing/"));
    String message =
        assertThrows(
                DatasetUnavailableException.class, () -> wrong.into(directory, Progress.SILENT))
            .getMessage();
    assertTrue(message.contains("expected the MD5"), message);
    assertTrue(message.contains("status 404"), message);
    assertEquals(List.of(), names());
  }

  @Test
  void aMirrorThatFallsSilentIsGivenUp() throws Exception {
    server.createContext(
        "/silent/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
        });
    MnistFiles silent = download(Duration.ofMillis(300), address("/silent/"), address("/missing/"));
    String message =
        assertThrows(
                DatasetUnavailableException.class, () -> silent.into(directory, Progress.SILENT))
            .getMessage();
    assertTrue(message.contains("no answer"), message);
    assertEquals(List.of(), names());
  }

  @Test
  void withoutANetworkTheOutcomeIsChecked() throws Exception {
    URI nobody = address("/");
    server.stop(0);
    MnistFiles offline = download(Duration.ofSeconds(5), nobody);
    DatasetUnavailableException e =
        assertThrows(
            DatasetUnavailableException.class, () -> offline.into(directory, Progress.SILENT));
    assertTrue(e.getMessage().contains("ConnectException"), e.getMessage());
  }

  @Test
  void theRealDigitsAreAllThere() throws IOException {
    Path real = Path.of(System.getProperty("trihorn.test.mnist", "../../shared/data/mnist"));
    assumeTrue(
        Files.isDirectory(real),
        () ->
            "no MNIST in "
                + real.toAbsolutePath()
                + "; name its directory by -Dtrihorn.test.mnist");
    Mnist mnist = Mnist.load(real);
    assertArrayEquals(
        new int[] {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
        mnist.train().histogram());
    assertArrayEquals(
        new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009},
        mnist.test().histogram());
  }
}
