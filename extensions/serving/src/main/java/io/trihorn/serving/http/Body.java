package io.trihorn.serving.http;

import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.ServingException.Reason;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The body of a request.
 *
 * @param bytes with the body at their beginning
 * @param length of it
 */
record Body(byte[] bytes, int length) {
  /** What is taken for a body that says to be larger, until more of it is there. */
  private static final int FIRST = 64 << 10;

  /**
   * Reads the body of a request that is in asynchronous mode, while it comes.
   *
   * @return ends in a {@link ServingException} where the body is too large or too slow
   */
  static CompletableFuture<Body> of(HttpServletRequest request, Limits limits) throws IOException {
    long declared = request.getContentLengthLong();
    limits.checkBody(declared);
    ServletInputStream in = request.getInputStream();
    if (declared >= 0 && in.available() >= declared) {
      // What came with the head is there without asking for it.
      return CompletableFuture.completedFuture(
          new Body(in.readNBytes((int) declared), (int) declared));
    }
    CompletableFuture<Body> body = new CompletableFuture<>();
    byte[] first = new byte[declared < 0 ? 4096 : (int) Math.min(declared + 1, FIRST)];
    in.setReadListener(new Reader(in, limits, first, body));
    return body.orTimeout(limits.reading().toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(problem -> CompletableFuture.failedFuture(told(problem, limits)));
  }

  private static Throwable told(Throwable problem, Limits limits) {
    return problem instanceof TimeoutException
        ? new ServingException(
            Reason.SLOW,
            "the request did not come within %d s; send it faster, or in parts"
                .formatted(limits.reading().toSeconds()))
        : problem;
  }

  private static final class Reader implements ReadListener {
    private final ServletInputStream in;
    private final Limits limits;
    private final CompletableFuture<Body> body;
    private byte[] bytes;
    private int length;

    Reader(ServletInputStream in, Limits limits, byte[] first, CompletableFuture<Body> body) {
      this.in = in;
      this.limits = limits;
      this.bytes = first;
      this.body = body;
    }

    @Override
    public void onDataAvailable() throws IOException {
      while (in.isReady() && !body.isDone()) {
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(2L * length, limits.bodyBytes() + 1));
        }
        int count = in.read(bytes, length, bytes.length - length);
        if (count < 0) {
          return;
        }
        length += count;
        if (length > limits.bodyBytes()) {
          fail(Long.MAX_VALUE);
        }
      }
    }

    private void fail(long length) {
      try {
        limits.checkBody(length);
      } catch (ServingException e) {
        body.completeExceptionally(e);
      }
    }

    @Override
    public void onAllDataRead() {
      body.complete(new Body(bytes, length));
    }

    @Override
    public void onError(Throwable problem) {
      body.completeExceptionally(
          new ServingException(Reason.CANCELLED, "the request broke off: " + problem.getMessage()));
    }
  }
}
