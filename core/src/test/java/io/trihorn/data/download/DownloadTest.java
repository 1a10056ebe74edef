package io.trihorn.data.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trihorn.data.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  private final byte[] content = new byte[300_000];
  private final List<String> ranges = new ArrayList<>();
  private HttpServer server;

  /** How many bytes the server gives before it breaks off; -1 for all. */
  private int breaksAfter = -1;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/data.bin", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range);
    int from = range == null ? 0 : Integer.parseInt(range.substring(6, range.length() - 1));
    try (exchange) {
      if (from >= content.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
      int end = breaksAfter < 0 ? content.length : Math.min(content.length, from + breaksAfter);
      exchange.getResponseBody().write(content, from, end - from);
      exchange.getResponseBody().flush();
    }
  }

  private Download file(String path, String algorithm) throws Exception {
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    URI origin = URI.create("http://localhost:" + server.getAddress().getPort() + path);
    return new Download(
        "data.bin", List.of(origin), new Checksum(sum, false), Duration.ofSeconds(5));
  }

  @Test
  void aFileIsDownloadedCheckedAndReportedOn() throws Exception {
    List<Long> seen = new ArrayList<>();
    Path target = folder.resolve("data.bin");
    file("/data.bin", "SHA-256")
        .to(
            target,
            (name, bytes, total) -> {
              assertEquals("data.bin", name);
              assertEquals(content.length, total);
              seen.add(bytes);
            });
    assertArrayEquals(content, Files.readAllBytes(target));
    assertEquals(0, seen.get(0));
    assertEquals(content.length, seen.get(seen.size() - 1));
    assertEquals(1, Files.list(folder).count(), "nothing else is left");
  }

  @Test
  void aDownloadGoesOnWhereItStopped() throws Exception {
    Path target = folder.resolve("data.bin");
    breaksAfter = 100_000;
    assertThrows(IOException.class, () -> file("/data.bin", "MD5").to(target, Progress.SILENT));
    assertFalse(Files.exists(target));
    long there = Files.size(folder.resolve("data.bin.part"));
    assertTrue(there > 0 && there <= 100_000, "bytes kept: " + there);
    breaksAfter = -1;
    file("/data.bin", "MD5").to(target, Progress.SILENT);
    assertArrayEquals(content, Files.readAllBytes(target));
    assertEquals(Arrays.asList(null, "bytes=" + there + "-"), ranges);
    // All was there, but not yet moved to its name.
    Files.move(target, folder.resolve("data.bin.part"));
    file("/data.bin", "MD5").to(target, Progress.SILENT);
    assertArrayEquals(content, Files.readAllBytes(target));
  }

  @Test
  void aWrongFileIsNotKept() throws Exception {
    Download file = file("/data.bin", "SHA-256");
    content[7]++;
    IOException e =
        assertThrows(IOException.class, () -> file.to(folder.resolve("data.bin"), Progress.SILENT));
    assertTrue(e.getMessage().contains("data.bin: expected the SHA-256 "), e.getMessage());
    assertEquals(0, Files.list(folder).count());
  }

  @Test
  void aServerWithoutTheFileIsNamed() throws Exception {
    IOException e =
        assertThrows(
            IOException.class,
            () -> file("/other.bin", "MD5").to(folder.resolve("o"), Progress.SILENT));
    assertTrue(e.getMessage().endsWith("/other.bin: status 404)"), e.getMessage());
  }
}
