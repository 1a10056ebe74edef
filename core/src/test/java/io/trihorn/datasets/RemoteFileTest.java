package io.trihorn.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.trihorn.config.ConfigException;
import io.trihorn.data.DatasetUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are published, on a server of this machine. */
class RemoteFileTest {
  private static final byte[] TEXT = "hi".getBytes(StandardCharsets.UTF_8);
  private final Map<String, byte[]> published = new LinkedHashMap<>();
  private HttpServer server;
  private int asked;

  @TempDir private Path cache;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked++;
          byte[] content = published.get(exchange.getRequestURI().getPath());
          try (exchange) {
            exchange.sendResponseHeaders(
                content == null ? 404 : 200, content == null ? -1 : content.length);
            if (content != null) {
              exchange.getResponseBody().write(content);
            }
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private RemoteFile file(String path, byte[] content) {
    published.put(path, content);
    return RemoteFile.of("http://localhost:" + server.getAddress().getPort() + path + "?v=1")
        .cacheDir(cache);
  }

  private static TarArchiveEntry entry(String name, byte type, String link) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setLinkName(link);
    return entry;
  }

  private static TarArchiveEntry text(String name) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(TEXT.length);
    return entry;
  }

  private static byte[] tar(boolean compressed, TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(compressed ? new GZIPOutputStream(bytes) : bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (TarArchiveEntry entry : entries) {
        tar.putArchiveEntry(entry);
        tar.write(TEXT, 0, (int) entry.getSize());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(TEXT);
    }
    return bytes.toByteArray();
  }

  private static String digits(String algorithm, byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
  }

  @Test
  void aFileIsDownloadedOnceAndAgainWhereItIsAnother() throws Exception {
    Path expected = cache.resolve("datasets/words.txt");
    assertEquals(expected, file("/some/words.txt", TEXT).getFile());
    assertEquals("hi", Files.readString(expected));
    file("/some/words.txt", TEXT).getFile();
    assertEquals(1, asked);
    file("/some/words.txt", TEXT).forceDownload(true).getFile();
    assertEquals(2, asked);
    for (String algorithm : new String[] {"MD5", "SHA-256"}) {
      Files.writeString(expected, "half");
      RemoteFile checked = file("/some/words.txt", TEXT).fileHash(digits(algorithm, TEXT));
      assertEquals("hi", Files.readString(checked.getFile()));
      int before = asked;
      checked.getFile();
      assertEquals(before, asked);
    }
    RemoteFile wrong = file("/some/words.txt", TEXT).fileHash("0".repeat(64));
    Exception e = assertThrows(DatasetUnavailableException.class, wrong::getFile);
    assertTrue(e.getMessage().contains("expected the SHA-256 000"), e.getMessage());
    assertFalse(Files.exists(expected));
  }

  /** The names are those that Keras 3.15 gave to the same files. */
  @ParameterizedTest
  @CsvSource({
    ", pack.tar.gz, pack.tar.gz_archive",
    "x.tgz, x_extracted, x.tgz",
    "flowers, flowers, flowers_archive",
    "a.b.tgz, a_extracted, a.b.tgz"
  })
  void archivesAreTakenApart(String fname, String contents, String kept) throws IOException {
    String name = "src/" + "long".repeat(40) + ".txt";
    RemoteFile file =
        file("/pack.tar.gz", tar(true, entry("src/", TarConstants.LF_DIR, ""), text(name)))
            .extract(true)
            .cacheSubdir("sub");
    Path folder = (fname == null ? file : file.fname(fname)).getFile();
    assertEquals(cache.resolve("sub").resolve(contents), folder);
    assertEquals("hi", Files.readString(folder.resolve(name)));
    assertTrue(Files.isRegularFile(cache.resolve("sub").resolve(kept)));
    file.getFile();
    assertEquals(1, asked);
  }

  @Test
  void anArchiveAndItsContentsDoNotTakeEachOthersPlace() throws IOException {
    Path zip = file("/a.zip", zip("a.txt")).getFile();
    refused("the other way", file("/a.zip", zip("a.txt")).extract(true));
    assertTrue(Files.isRegularFile(zip));
    Path folder = file("/b.zip", zip("b.txt")).extract(true).getFile();
    refused("the other way", file("/b.zip", zip("b.txt")));
    assertEquals("hi", Files.readString(folder.resolve("b.txt")));
  }

  @Test
  void archivesOfEachKind() throws IOException {
    Path zip = file("/a.zip", zip("in/a.txt")).extract(true).getFile();
    assertEquals("hi", Files.readString(zip.resolve("in/a.txt")));
    byte[] linked =
        tar(
            false,
            text("in/a.txt"),
            entry("in/soft", TarConstants.LF_SYMLINK, "a.txt"),
            entry("hard", TarConstants.LF_LINK, "in/a.txt"));
    Path tar = file("/a.tar", linked).extract(true).archiveFormat("tar").getFile();
    assertEquals("hi", Files.readString(tar.resolve("in/soft")));
    assertEquals("hi", Files.readString(tar.resolve("hard")));
    refused("zip", file("/b.tar", linked).extract(true).archiveFormat("zip"));
    refused("tar", file("/b.zip", zip("a")).extract(true).archiveFormat("tar"));
    refused("neither", file("/b.txt", TEXT).extract(true));
  }

  /** What would be written elsewhere is not. */
  @Test
  void nothingIsWrittenOutside() throws IOException {
    refused("outside", file("/up.zip", zip("../up.txt")).extract(true));
    refused("outside", file("/up.tar", tar(false, text("../up.txt"))).extract(true));
    TarArchiveEntry away = entry("link", TarConstants.LF_SYMLINK, "../..");
    refused("outside", file("/away.tar", tar(false, away)).extract(true));
    byte[] behind =
        tar(
            false,
            entry("a/b/", TarConstants.LF_DIR, ""),
            entry("a/b/top", TarConstants.LF_SYMLINK, "../.."),
            entry("a/b/top/up", TarConstants.LF_SYMLINK, "../../x"));
    refused("behind a link", file("/behind.tar", behind).extract(true));
    assertFalse(Files.exists(cache.resolve("datasets/up.txt")));
  }

  private static void refused(String reason, RemoteFile file) {
    Exception e = assertThrows(IOException.class, file::getFile);
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void whatIsNoFile() {
    assertThrows(IllegalArgumentException.class, () -> RemoteFile.of("words.txt"));
    assertThrows(IllegalArgumentException.class, () -> RemoteFile.of("ftp://host/words.txt"));
    RemoteFile file = file("/", TEXT);
    assertThrows(ConfigException.class, file::getFile);
    assertThrows(ConfigException.class, () -> file.fname("../words.txt"));
    assertThrows(ConfigException.class, () -> file.fileHash("12"));
    assertThrows(ConfigException.class, () -> file.archiveFormat("rar"));
    published.remove("/");
    Exception e =
        assertThrows(DatasetUnavailableException.class, () -> file.fname("words").getFile());
    assertTrue(e.getMessage().contains("status 404"), e.getMessage());
  }
}
