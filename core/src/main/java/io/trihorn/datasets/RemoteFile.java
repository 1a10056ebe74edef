package io.trihorn.datasets;

import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.digits.Mnist;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A file that is published: found on this machine, or downloaded once, checked, and kept.
 *
 * @param name its name in folders of datasets
 * @param origin where it is published
 * @param checksum its SHA-256 or, of half the length, its MD5, in hexadecimal digits
 * @param patience how long a server may take to answer
 */
record RemoteFile(String name, URI origin, String checksum, Duration patience) {
  RemoteFile(String name, String origin, String checksum) {
    this(name, URI.create(origin), checksum, Duration.ofSeconds(20));
  }

  /** The folders that are looked through; what is downloaded goes to the last but one. */
  static List<Path> folders() {
    List<Path> all = new ArrayList<>();
    String given = System.getProperty(Mnist.DATA_PROPERTY);
    if (given != null) {
      all.add(Path.of(given));
    }
    Path home = Path.of(System.getProperty("user.home", "."));
    all.add(home.resolve(".trihorn").resolve("datasets"));
    // What Keras has downloaded.
    all.add(home.resolve(".keras").resolve("datasets"));
    return all;
  }

  /**
   * The file on this machine.
   *
   * @throws DatasetUnavailableException if it is nowhere and cannot be downloaded; the message says
   *     where it was looked for, what failed and what to do
   */
  Path get(Progress progress) throws IOException {
    List<Path> folders = folders();
    for (Path folder : folders) {
      if (Files.isRegularFile(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    Path target = folders.get(folders.size() - 2).resolve(name);
    try {
      return download(target, progress);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while downloading " + origin, e);
    } catch (IOException e) {
      throw new DatasetUnavailableException(
          "%s is not in %s, and cannot be downloaded from %s (%s). Download it elsewhere and put it into one of these folders, or into another and say -D%s=FOLDER."
              .formatted(name, folders, origin, describe(e), Mnist.DATA_PROPERTY),
          e);
    }
  }

  private static String describe(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /**
   * Downloads to a file of another name, which is gone on with where an earlier download stopped,
   * and moved to its own when it is whole and right.
   */
  Path download(Path target, Progress progress) throws IOException, InterruptedException {
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    long there = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(origin).timeout(patience);
    if (there > 0) {
      request.header("Range", "bytes=" + there + "-");
    }
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      // 416: what is there is all, or too much; the checksum tells.
      if (status != 416) {
        if (status != 200 && status != 206) {
          throw new IOException("status " + status);
        }
        long begin = status == 206 ? there : 0;
        long rest = response.headers().firstValueAsLong("content-length").orElse(-1);
        copy(body, part, begin, rest < 0 ? -1 : begin + rest, progress);
      }
    }
    check(part);
    return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private void copy(InputStream body, Path part, long begin, long total, Progress progress)
      throws IOException {
    StandardOpenOption mode =
        begin > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    long bytes = begin;
    progress.at(name, bytes, total);
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        out.write(buffer, 0, read);
        bytes += read;
        progress.at(name, bytes, total);
      }
    }
    if (total >= 0 && bytes < total) {
      throw new IOException("the connection ended after " + bytes + " of " + total + " bytes");
    }
  }

  private void check(Path part) throws IOException {
    String algorithm = checksum.length() == 32 ? "MD5" : "SHA-256";
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(part), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    String got = HexFormat.of().formatHex(digest.digest());
    if (!got.equals(checksum)) {
      Files.delete(part);
      throw new IOException("expected the " + algorithm + " " + checksum + ", but got " + got);
    }
  }
}
