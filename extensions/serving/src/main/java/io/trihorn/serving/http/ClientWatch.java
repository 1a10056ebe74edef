package io.trihorn.serving.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Notices clients that hang up while they wait. Jetty does not look at a connection of HTTP/1.1
 * between a request and its answer, so it is asked to tell when something can be read there: if
 * that is the end, the client is gone. Of connections by TLS, whose end is data too, it cannot be
 * told.
 */
final class ClientWatch implements Callback {
  /** Most answers are there before, and watching costs a turn of the selector. */
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS, Runnable::run);

  private final SocketChannelEndPoint connection;
  private final CompletableFuture<?> answer;
  private boolean begun;
  private boolean ended;

  private ClientWatch(SocketChannelEndPoint connection, CompletableFuture<?> answer) {
    this.connection = connection;
    this.answer = answer;
  }

  /**
   * Cancels an answer when the client is gone, if it is not there soon.
   *
   * @return the answer, which is there when nobody watches any more: writing it is the connection's
   */
  static <T> CompletableFuture<T> over(HttpServletRequest request, CompletableFuture<T> answer) {
    EndPoint connection =
        ServletContextRequest.getServletContextRequest(request)
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    if (!(connection instanceof SocketChannelEndPoint plain)) {
      return answer;
    }
    ClientWatch watch = new ClientWatch(plain, answer);
    LATER.execute(watch::begin);
    return answer.whenComplete((outputs, failure) -> watch.end());
  }

  private synchronized void begin() {
    begun = !ended && connection.tryFillInterested(this);
  }

  private synchronized void end() {
    ended = true;
    if (begun) {
      connection.getFillInterest().onFail(new CancellationException());
    }
  }

  /** Something can be read, or not: selectors also tell of what was read meanwhile. */
  @Override
  public void succeeded() {
    if (isGone()) {
      answer.cancel(false);
    }
  }

  /** Whether the end was read; where nothing was, watching goes on. */
  private synchronized boolean isGone() {
    begun = false;
    if (ended) {
      return false;
    }
    try {
      boolean next = connection.getChannel().socket().getInputStream().available() > 0;
      // The next request, of a client that does not wait for its answer, is Jetty's to read.
      if (next || connection.fill(BufferUtil.allocate(1)) == 0) {
        begun = !next && connection.tryFillInterested(this);
        return false;
      }
      return true;
    } catch (IOException e) {
      return true;
    }
  }

  /** The connection was closed, or the answer is there. */
  @Override
  public void failed(Throwable problem) {
    answer.cancel(false);
  }
}
