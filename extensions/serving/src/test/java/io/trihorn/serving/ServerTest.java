package io.trihorn.serving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.serving.models.Batching;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.Predictor;
import io.trihorn.serving.models.Signature;
import io.trihorn.serving.models.Tls;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask, who gives up, what is too much, and the end. */
@Timeout(60)
class ServerTest {
  private static final String PATH = "/v1/models/slow:predict";
  private static final String BODY = "{\"instances\": [1]}";

  @TempDir private Path directory;

  /** Gives back what it gets, when it is let go. */
  private static final class Slow implements Predictor {
    private final CountDownLatch go = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean warm;
    private volatile boolean closed;
    private volatile int millis;

    @Override
    public Signature signature() {
      Port port = new Port("x", DataType.FLOAT32, new Shape(-1));
      return new Signature(List.of(port), List.of(port), true);
    }

    @Override
    public List<TensorData> predict(List<TensorData> inputs) {
      if (warm) {
        begun.countDown();
        try {
          assertTrue(go.await(30, TimeUnit.SECONDS));
          Thread.sleep(millis);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return List.of(inputs.get(0).copy());
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static InferenceServer serve(Slow slow, Batching batching) throws IOException {
    InferenceServer server =
        new InferenceServer(new ServerOptions().withPorts(0, 0).withBatching(batching));
    server.models().serve("slow", 1, slow);
    slow.warm = true;
    return server;
  }

  private static CompletableFuture<Client.Reply> ask(Client client) {
    return CompletableFuture.supplyAsync(() -> post(client));
  }

  private static Client.Reply post(Client client) {
    try {
      return client.post(PATH, BODY);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(Callable<Boolean> there) throws Exception {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!there.call()) {
      assertTrue(System.nanoTime() < end, "waited in vain");
      Thread.sleep(5);
    }
  }

  private static boolean metric(Client client, String line) throws Exception {
    return client.get("/metrics").text().lines().anyMatch(line::equals);
  }

  private static String waiting(int count) {
    return "trihorn_queue_requests{model=\"slow\",version=\"1\"} " + count + ".0";
  }

  @Test
  void whoHangsUpLeavesTheQueue() throws Exception {
    Slow slow = new Slow();
    try (InferenceServer server = serve(slow, new Batching().withBudget(Duration.ofSeconds(30)))) {
      Client client = new Client(server.port());
      CompletableFuture<Client.Reply> first = ask(client);
      assertTrue(slow.begun.await(10, TimeUnit.SECONDS));
      try (Socket gone = new Socket("127.0.0.1", server.port())) {
        String head = "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s";
        gone.getOutputStream()
            .write(head.formatted(PATH, BODY.length(), BODY).getBytes(StandardCharsets.US_ASCII));
        await(() -> metric(client, waiting(1)));
      }
      await(() -> metric(client, waiting(0)));
      slow.go.countDown();
      assertEquals("{\"predictions\":[1.0]}", first.get().text());
    }
  }

  /** Connections are watched while an answer takes long: nothing is taken for a hang-up. */
  @Test
  void whoWaitsLongHasAnAnswerAndMayAskAgain() throws Exception {
    Slow slow = new Slow();
    slow.go.countDown();
    slow.millis = 30;
    try (InferenceServer server = serve(slow, new Batching().withBudget(Duration.ofSeconds(30)))) {
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      ExecutorService threads = Executors.newFixedThreadPool(32);
      for (int i = 0; i < 32; i++) {
        Client client = new Client(server.port());
        clients.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int n = 0; n < 15; n++) {
                    Client.Reply reply = post(client);
                    assertEquals(200, reply.status(), reply.text());
                  }
                },
                threads));
      }
      CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).get(50, TimeUnit.SECONDS);
      threads.shutdown();
    }
  }

  @Test
  void tooManyAndTooLate() throws Exception {
    Slow slow = new Slow();
    Batching batching = new Batching().withQueue(1).withBudget(Duration.ofMillis(1_500));
    try (InferenceServer server = serve(slow, batching)) {
      Client client = new Client(server.port());
      CompletableFuture<Client.Reply> first = ask(client);
      assertTrue(slow.begun.await(10, TimeUnit.SECONDS));
      CompletableFuture<Client.Reply> second = ask(client);
      await(() -> metric(client, waiting(1)));
      Client.Reply third = client.post(PATH, BODY);
      assertEquals(429, third.status(), third.text());
      assertEquals("1", third.whole().headers().firstValue("Retry-After").orElse(""));
      assertEquals(504, second.get().status(), second.get().text());
      assertEquals(504, first.get().status());
      slow.go.countDown();
      await(() -> client.post(PATH, BODY).status() == 200);
    }
  }

  @Test
  void theEndWaitsForTheLastAnswer() throws Exception {
    Slow slow = new Slow();
    InferenceServer server = serve(slow, new Batching().withBudget(Duration.ofSeconds(30)));
    int port = server.port();
    Client client = new Client(port);
    CompletableFuture<Client.Reply> first = ask(client);
    assertTrue(slow.begun.await(10, TimeUnit.SECONDS));
    CompletableFuture<Void> end = CompletableFuture.runAsync(server::close);
    Thread.sleep(200);
    assertTrue(!end.isDone() && !slow.closed);
    slow.go.countDown();
    assertEquals("{\"predictions\":[1.0]}", first.get().text());
    end.get(20, TimeUnit.SECONDS);
    assertTrue(slow.closed);
    assertThrows(IOException.class, () -> client.get("/v2/health/live"));
  }

  @Test
  void onlyWhoKnowsTheTokenMayAsk() throws Exception {
    ServerOptions options = new ServerOptions().withPorts(0, -1).withToken("secret");
    try (InferenceServer server = new InferenceServer(options)) {
      server.serve("times", 1, TestModels.times(2, "reference"));
      Client client = new Client(server.port());
      assertEquals(200, client.get("/v2/health/ready").status());
      for (String path : List.of("/v2", "/metrics", "/v1/models/times", "/v2/models/times")) {
        Client.Reply reply = client.get(path);
        assertEquals(401, reply.status(), path);
        assertEquals("Bearer", reply.whole().headers().firstValue("WWW-Authenticate").orElse(""));
      }
      String path = "/v1/models/times:predict";
      assertEquals(401, client.post(path, "{}").status());
      assertEquals(401, client.post("/v2/models/times/infer", "{}").status());
      HttpRequest.Builder wrong = client.request("/v2").header("Authorization", "Bearer other");
      assertEquals(401, client.send(wrong).status());
      HttpRequest.Builder right = client.request("/v2").header("Authorization", "Bearer secret");
      assertEquals(200, client.send(right).status());
      assertThrows(
          IllegalArgumentException.class, () -> new InferenceServer(options.withToken(" ")));
    }
  }

  private static Path pem(Path file, String kind, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, base64, kind));
  }

  @Test
  void encryptedByACertificate() throws Exception {
    Path store = directory.resolve("keys.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=localhost"));
    command.addAll(List.of("-ext", "SAN=ip:127.0.0.1", "-storepass", "secret", "-keystore"));
    command.add(store.toString());
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
    PrivateKey key = (PrivateKey) keys.getKey("a", "secret".toCharArray());
    Tls tls =
        new Tls(
            pem(directory.resolve("a.crt"), "CERTIFICATE", keys.getCertificate("a").getEncoded()),
            pem(directory.resolve("a.key"), "PRIVATE KEY", key.getEncoded()));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", keys.getCertificate("a"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    ServerOptions options = new ServerOptions().withPorts(0, 0).withTls(tls);
    try (InferenceServer server = new InferenceServer(options)) {
      URI live = URI.create("https://127.0.0.1:" + server.port() + "/v2/health/live");
      assertEquals(
          200,
          client.send(HttpRequest.newBuilder(live).build(), BodyHandlers.ofString()).statusCode());
      server.serve("times", 1, TestModels.times(2, "reference"));
      NettyChannelBuilder grpc = NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort());
      ManagedChannel trusting =
          grpc.sslContext(
                  GrpcSslContexts.forClient().trustManager(tls.certificate().toFile()).build())
              .build();
      ManagedChannel plain =
          NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
      try {
        byte[] ready = {8, 1};
        assertArrayEquals(ready, GrpcTest.call(trusting, "ServerReady", new byte[0]));
        StatusRuntimeException refused =
            assertThrows(
                StatusRuntimeException.class,
                () -> GrpcTest.call(plain, "ServerReady", new byte[0]));
        assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
      } finally {
        trusting.shutdownNow();
        plain.shutdownNow();
      }
    }
    Tls bad = new Tls(tls.certificate(), tls.certificate());
    IOException problem =
        assertThrows(IOException.class, () -> new InferenceServer(options.withTls(bad)));
    assertTrue(problem.getMessage().contains("BEGIN PRIVATE KEY"), problem.getMessage());
  }

  @Test
  void aPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      ServerOptions options = new ServerOptions().withPorts(taken.getLocalPort(), -1);
      IOException problem = assertThrows(IOException.class, () -> new InferenceServer(options));
      assertTrue(problem.getMessage().contains("cannot listen at"), problem.getMessage());
    }
  }
}
