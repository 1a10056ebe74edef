package io.trihorn.cli.serving;

import io.trihorn.cli.serving.ServedSample.Asked;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that ask for one row after another, and look at every answer. */
final class CheckedLoad implements AutoCloseable {
  private static final double TOLERANCE = 1e-4;
  private static final int NOT_READY = 503;
  private static final int LATE = 504;

  private final AtomicLong right = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Queue<Broken> broken = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean done = new AtomicBoolean();
  private final ExecutorService clients;
  private final List<Asked> asked;
  private final URI url;

  /**
   * Clients, at work.
   *
   * @param asked what they ask for, in no order
   */
  CheckedLoad(String url, List<Asked> asked, int count) {
    this.url = URI.create(url);
    this.asked = asked;
    clients = Executors.newFixedThreadPool(count);
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      clients.submit(() -> ask(random));
    }
  }

  /**
   * What came of it.
   *
   * @param right answers that are the request's
   * @param wrong answers that are not
   * @param late requests that the server had no answer for within its budget, and said so
   * @param refused connections that could not be made, and requests that a server was not ready for
   * @param broken requests whose connection broke before the answer
   */
  record Result(long right, long wrong, long late, long refused, List<Broken> broken) {}

  /** When a request began whose connection broke, and when it broke, by {@code nanoTime}. */
  record Broken(long begin, long end) {}

  Result result() {
    return new Result(right.get(), wrong.get(), late.get(), refused.get(), List.copyOf(broken));
  }

  private void ask(Random random) {
    HttpClient client = HttpClient.newHttpClient();
    while (!done.get()) {
      Asked one = asked.get(random.nextInt(asked.size()));
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .timeout(Duration.ofSeconds(30))
              .header("Inference-Header-Content-Length", Integer.toString(one.header().length()))
              .POST(BodyPublishers.ofByteArray(one.body()))
              .build();
      long begin = System.nanoTime();
      try {
        HttpResponse<byte[]> reply = client.send(request, BodyHandlers.ofByteArray());
        switch (reply.statusCode()) {
          case NOT_READY -> {
            refused.incrementAndGet();
            pause();
          }
          case LATE -> late.incrementAndGet();
          default -> (isRight(one, reply) ? right : wrong).incrementAndGet();
        }
      } catch (ConnectException e) {
        refused.incrementAndGet();
        pause();
      } catch (IOException e) {
        broken.add(new Broken(begin, System.nanoTime()));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isRight(Asked one, HttpResponse<byte[]> reply) {
    int count = (int) one.output().size();
    int from = reply.body().length - count * Float.BYTES;
    if (reply.statusCode() != 200 || from < 0) {
      return false;
    }
    ByteBuffer raw =
        ByteBuffer.wrap(reply.body(), from, count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      if (!(Math.abs(raw.getFloat() - one.output().getDouble(i)) <= TOLERANCE)) {
        return false;
      }
    }
    return true;
  }

  /** Lets the last requests be answered. */
  @Override
  public void close() {
    done.set(true);
    clients.shutdown();
    try {
      if (!clients.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("clients have waited a minute for their last answers");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
