package io.trihorn.serving.http;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;

/** Listens, and looks for what can be read without sleeping as long as a {@link BusyPoll} says. */
final class PollingConnector extends ServerConnector {
  private final BusyPoll poll;

  /**
   * A connector.
   *
   * @param ssl null for no encryption
   */
  PollingConnector(
      Server server, BusyPoll poll, SslContextFactory.Server ssl, ConnectionFactory protocol) {
    super(server, AbstractConnectionFactory.getFactories(ssl, protocol));
    this.poll = poll;
  }

  @Override
  protected SelectorManager newSelectorManager(Executor threads, Scheduler timer, int selectors) {
    return new ServerConnectorManager(threads, timer, selectors) {
      @Override
      protected ManagedSelector newSelector(int id) {
        return new PollingSelector(this, id, poll);
      }
    };
  }

  private static final class PollingSelector extends ManagedSelector {
    private final BusyPoll poll;

    /** Whether something was submitted since the last selection, which Jetty is to see to. */
    private volatile boolean submitted;

    PollingSelector(SelectorManager manager, int id, BusyPoll poll) {
      super(manager, id);
      this.poll = poll;
    }

    @Override
    public void submit(SelectorUpdate update) {
      super.submit(update);
      submitted = true;
    }

    /** After a poll in which nothing came, Jetty sees to what was submitted and selects again. */
    @Override
    protected int nioSelect(Selector selector, boolean now) throws IOException {
      if (now || !poll.goesOn()) {
        return super.nioSelect(selector, now);
      }
      int ready = selector.selectNow();
      while (ready == 0 && !submitted && poll.goesOn()) {
        Thread.onSpinWait();
        ready = selector.selectNow();
      }
      submitted = false;
      return ready;
    }
  }
}
