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

  /** Something can be read: the end, or the next request of a client that does not wait. */
  @Override
  public void succeeded() {
    try {
      if (connection.getChannel().socket().getInputStream().available() == 0) {
        answer.cancel(false);
      }
    } catch (IOException e) {
      answer.cancel(false);
    }
  }

  /** The connection was closed, or the answer is there. */
  @Override
  public void failed(Throwable problem) {
    answer.cancel(false);
  }
}
