package io.trihorn.data.digits;

import io.trihorn.data.DatasetUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

/**
 * Gets the four files of MNIST from mirrors.
 *
 * @param mirrors addresses that end in a slash, tried in turn
 * @param md5 the checksum of each file, uncompressed, as mirrors compress them differently
 * @param patience how long a connection may take, and how long it may give no byte
 */
record MnistDownload(List<URI> mirrors, Map<String, String> md5, Duration patience) {
  static MnistDownload official() {
    return new MnistDownload(
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

  /**
   * Downloads the files that are not there yet. Each is written under another name, checked, and
   * moved to its own in one step, so that a file that is there is whole.
   *
   * @throws DatasetUnavailableException if no mirror has a file; the message says what each
   *     answered
   * @throws IOException if the directory cannot be written
   */
  void into(Path directory, Mnist.Progress progress) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    Files.createDirectories(directory);
    for (String name : Mnist.FILES) {
      Path target = directory.resolve(name + ".gz");
      if (!Files.exists(target)) {
        download(client, name, target, progress);
      }
    }
  }

  private void download(HttpClient client, String name, Path target, Mnist.Progress progress)
      throws IOException {
    List<String> answers = new ArrayList<>();
    for (URI mirror : mirrors) {
      URI address = mirror.resolve(name + ".gz");
      Path part = Files.createTempFile(target.getParent(), name, ".part");
      try {
        fetch(client, address, part, progress);
        check(name, part);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (IOException e) {
        answers.add(address + ": " + describe(e));
      } finally {
        Files.deleteIfExists(part);
      }
    }
    throw new DatasetUnavailableException(
        "it cannot be downloaded (" + String.join("; ", answers) + ")");
  }

  private static String describe(Throwable e) {
    String message = e.getMessage();
    return e.getClass().getSimpleName() + (message == null ? "" : " " + message);
  }

  private void fetch(HttpClient client, URI address, Path part, Mnist.Progress progress)
      throws IOException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(patience).build();
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    HttpResponse<InputStream> response = await(answer, address);
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      long total = response.headers().firstValueAsLong("content-length").orElse(-1);
      copy(body, part, address, total, progress);
    }
  }

  /** Copies on another thread: reading a body knows no time limit of its own. */
  private void copy(InputStream body, Path part, URI address, long total, Mnist.Progress progress)
      throws IOException {
    String name = part.getFileName().toString().replaceFirst("ubyte.*", "ubyte.gz");
    try (OutputStream out = Files.newOutputStream(part)) {
      byte[] buffer = new byte[1 << 16];
      long bytes = 0;
      progress.at(name, bytes, total);
      while (true) {
        int read = await(CompletableFuture.supplyAsync(() -> read(body, buffer)), address);
        if (read < 0) {
          return;
        }
        out.write(buffer, 0, read);
        bytes += read;
        progress.at(name, bytes, total);
      }
    }
  }

  private static int read(InputStream body, byte[] buffer) {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T await(CompletableFuture<T> answer, URI address) throws IOException {
    try {
      return answer.get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer for " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(describe(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while downloading " + address, e);
    }
  }

  private void check(String name, Path part) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
    try (InputStream in =
        new DigestInputStream(new GZIPInputStream(Files.newInputStream(part)), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    String got = HexFormat.of().formatHex(digest.digest());
    if (!got.equals(md5.get(name))) {
      throw new IOException("expected the MD5 " + md5.get(name) + ", but got " + got);
    }
  }
}
