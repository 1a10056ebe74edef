package io.trihorn.serving.http;

import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.ServingException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The body of a request.
 *
 * @param bytes with the body at their beginning
 * @param length of it
 */
record Body(byte[] bytes, int length) {
  /** What is taken for a body that says to be larger, until more of it is there. */
  private static final int FIRST = 64 << 10;

  /** How the protocols say that texts follow that are files. */
  private static final byte[] BASE64 = "b64".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] BYTES = "BYTES".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads the body of a request, while it comes.
   *
   * @return ends in a {@link ServingException} where the body is too large or too slow
   */
  static CompletableFuture<Body> of(Request request, Limits limits) {
    long declared = request.getLength();
    limits.checkBody(declared);
    Reader reader = new Reader(request, limits, declared);
    reader.run();
    return reader.body.isDone()
        ? reader.body
        : reader
            .body
            .orTimeout(limits.reading().toMillis(), TimeUnit.MILLISECONDS)
            .exceptionallyCompose(problem -> CompletableFuture.failedFuture(told(problem, limits)));
  }

  /**
   * Whether it may have files of images, which take time to read whatever their size.
   *
   * @param jsonLength of its beginning, which tells of what follows
   */
  boolean mayHaveFiles(int jsonLength) {
    return has(BASE64, jsonLength) || has(BYTES, jsonLength);
  }

  private boolean has(byte[] word, int end) {
    for (int i = 0; i <= end - word.length; i++) {
      if (bytes[i] == word[0] && Arrays.equals(bytes, i, i + word.length, word, 0, word.length)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable told(Throwable problem, Limits limits) {
    return problem instanceof TimeoutException
        ? new ServingException(
            Reason.SLOW,
            "the request did not come within %d s; send it faster, or in parts"
                .formatted(limits.reading().toSeconds()))
        : problem;
  }

  /** Takes what is there, and waits for more without a thread. */
  private static final class Reader implements Invocable.Task {
    private final Request request;
    private final Limits limits;
    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private byte[] bytes;
    private int length;

    Reader(Request request, Limits limits, long declared) {
      this.request = request;
      this.limits = limits;
      this.bytes = new byte[declared < 0 ? 4096 : (int) Math.min(declared, FIRST)];
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }

    @Override
    public void run() {
      while (!body.isDone()) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          body.completeExceptionally(
              new ServingException(
                  Reason.CANCELLED, "the request broke off: " + chunk.getFailure().getMessage()));
          return;
        }
        take(chunk.getByteBuffer());
        boolean last = chunk.isLast();
        chunk.release();
        if (last) {
          body.complete(new Body(bytes, length));
        }
      }
    }

    private void take(ByteBuffer more) {
      int count = more.remaining();
      try {
        limits.checkBody((long) length + count);
      } catch (ServingException e) {
        body.completeExceptionally(e);
        return;
      }
      if (length + count > bytes.length) {
        bytes =
            Arrays.copyOf(
                bytes, (int) Math.max(length + count, Math.min(2L * length, limits.bodyBytes())));
      }
      more.get(bytes, length, count);
      length += count;
    }
  }
}
