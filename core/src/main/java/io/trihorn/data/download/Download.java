package io.trihorn.data.download;

import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets a published file.
 *
 * @param name what it is called where the progress is told
 * @param origins where it is published, tried in turn
 * @param checksum what it should have; null where none is published
 * @param patience how long a connection may take, and how long it may give no byte
 */
public record Download(String name, List<URI> origins, Checksum checksum, Duration patience) {
  /** Copies the list. */
  public Download {
    origins = List.copyOf(origins);
  }

  /**
   * Downloads to a file of another name, which is checked and moved to its own in one step, so that
   * a file that is there is whole. Where the only origin breaks off, the next download goes on from
   * there.
   *
   * @throws DatasetUnavailableException if no origin has the file; the message says what each
   *     answered
   * @throws IOException if the folder cannot be made
   */
  public Path to(Path target, Progress progress) throws IOException {
    Files.createDirectories(target.getParent());
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    Path part = target.resolveSibling(target.getFileName() + ".part");
    List<String> answers = new ArrayList<>();
    for (URI origin : origins) {
      try {
        fetch(client, origin, part, progress);
        return Files.move(checked(part), target, StandardCopyOption.ATOMIC_MOVE);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        answers.add(origin + ": " + describe(e));
        // Other origins may compress the same differently.
        if (origins.size() > 1) {
          Files.deleteIfExists(part);
        }
      }
    }
    throw new DatasetUnavailableException(
        "it cannot be downloaded (" + String.join("; ", answers) + ")");
  }

  private static String describe(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private Path checked(Path part) throws IOException {
    try {
      if (checksum != null) {
        checksum.check(part);
      }
      return part;
    } catch (IOException e) {
      Files.delete(part);
      throw e;
    }
  }

  private void fetch(HttpClient client, URI origin, Path part, Progress progress)
      throws IOException {
    long there = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(origin).timeout(patience);
    if (there > 0) {
      request.header("Range", "bytes=" + there + "-");
    }
    HttpResponse<InputStream> response =
        await(client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
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
  }

  /** Copies on another thread: reading a body knows no time limit of its own. */
  private void copy(InputStream body, Path part, long begin, long total, Progress progress)
      throws IOException {
    StandardOpenOption mode =
        begin > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    long bytes = begin;
    progress.at(name, bytes, total);
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
      byte[] buffer = new byte[1 << 16];
      int read = await(CompletableFuture.supplyAsync(() -> read(body, buffer)));
      while (read >= 0) {
        out.write(buffer, 0, read);
        bytes += read;
        progress.at(name, bytes, total);
        read = await(CompletableFuture.supplyAsync(() -> read(body, buffer)));
      }
    }
    if (total >= 0 && bytes < total) {
      throw new IOException("the connection ended after " + bytes + " of " + total + " bytes");
    }
  }

  private static int read(InputStream body, byte[] buffer) {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T await(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer for " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(describe(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while downloading " + name);
    }
  }
}
