package io.trihorn.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waiting actively takes, and that it is in nobody's way. */
@Timeout(60)
class BusyPollTest {
  private static final String PATH = "/v1/models/scale:predict";
  private static final String BODY = "{\"instances\": [[1, 2, 3]]}";

  /** Milliseconds between what a server that sleeps takes, and one that doesn't. */
  private static final long LITTLE = 25;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static InferenceServer serve(Duration poll) throws Exception {
    InferenceServer server =
        new InferenceServer(new ServerOptions().withPorts(0, -1).withBusyPoll(poll));
    server.serve("scale", 1, TestModels.times(2, "onnx"));
    return server;
  }

  /** Asks for longer than somebody has to be alone for. */
  private static void ask(Client client) throws Exception {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
    while (System.nanoTime() < end) {
      assertEquals(200, client.post(PATH, BODY).status());
    }
  }

  /** Processor time in milliseconds that the server's threads took in half a second of nothing. */
  private static long idle() throws InterruptedException {
    long before = taken();
    Thread.sleep(500);
    return TimeUnit.NANOSECONDS.toMillis(taken() - before);
  }

  private static long taken() {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith("http-"))
        .mapToLong(ThreadInfo::getThreadId)
        .map(THREADS::getThreadCpuTime)
        .filter(nanos -> nanos >= 0)
        .sum();
  }

  @Test
  void takesProcessorTimeAfterAnAnswerOnly() throws Exception {
    try (InferenceServer server = serve(Duration.ofSeconds(30))) {
      Client client = new Client(server.port());
      long before = idle();
      assertTrue(before < LITTLE, "nobody has asked, but it took " + before + " ms");
      ask(client);
      long after = idle();
      assertTrue(after > LITTLE, "it should wait actively, but took only " + after + " ms");
    }
  }

  @Test
  void sleepsWhenTheTimeIsOverOrNoneIsSet() throws Exception {
    for (Duration poll : new Duration[] {new ServerOptions().busyPoll(), Duration.ZERO}) {
      try (InferenceServer server = serve(poll)) {
        ask(new Client(server.port()));
        long idle = idle();
        assertTrue(idle < LITTLE, poll + " of waiting took " + idle + " ms of half a second");
      }
    }
  }

  @Test
  void othersAreAnsweredMeanwhile() throws Exception {
    try (InferenceServer server = serve(Duration.ofSeconds(30))) {
      ask(new Client(server.port()));
      for (int i = 0; i < 20; i++) {
        Client another = new Client(server.port());
        assertEquals(200, another.get("/v2/health/live").status());
        assertEquals(200, another.post(PATH, BODY).status());
      }
    }
  }

  @Test
  void theServerEndsMeanwhile() throws Exception {
    InferenceServer server = serve(Duration.ofSeconds(30));
    ask(new Client(server.port()));
    assertTimeout(Duration.ofSeconds(10), server::close);
  }

  @Test
  void thereIsNoWaitingBackwards() {
    ServerOptions options = new ServerOptions();
    Duration before = Duration.ofNanos(-1);
    assertThrows(IllegalArgumentException.class, () -> options.withBusyPoll(before));
  }
}
