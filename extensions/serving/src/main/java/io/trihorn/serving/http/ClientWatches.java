package io.trihorn.serving.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;

/**
 * The clients that wait. Most have their answers before anybody looks: watching costs a turn of the
 * selector, so it begins with those that wait longer.
 */
final class ClientWatches implements AutoCloseable {
  private static final long PATIENCE_MS = 20;

  private final Set<ClientWatch> fresh = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "http-clients");
            made.setDaemon(true);
            return made;
          });

  ClientWatches() {
    thread.scheduleWithFixedDelay(this::look, PATIENCE_MS, PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * Cancels an answer when the client is gone, if it is not there soon.
   *
   * @return the answer, which is there when nobody watches any more: writing it is the connection's
   */
  <T> CompletableFuture<T> over(Request request, CompletableFuture<T> answer) {
    if (!(request.getConnectionMetaData().getConnection().getEndPoint()
        instanceof SocketChannelEndPoint connection)) {
      return answer;
    }
    ClientWatch watch = new ClientWatch(connection, answer);
    fresh.add(watch);
    return answer.whenComplete(
        (outputs, failure) -> {
          fresh.remove(watch);
          watch.end();
        });
  }

  private void look() {
    for (ClientWatch watch : fresh) {
      if (watch.waited() >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS)) {
        fresh.remove(watch);
        watch.begin();
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
