package io.trihorn.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.serving.models.Limits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are not as they have to be: an answer that says what to do, and nothing worse. */
class RefusedRequestsTest {
  private static final Limits LIMITS =
      new Limits().withBodyBytes(100_000).withElements(5_000).withReading(Duration.ofMillis(700));

  private static InferenceServer server;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    server = new InferenceServer(new ServerOptions().withPorts(0, 0).withLimits(LIMITS));
    server.serve("times", 1, TestModels.times(2, "reference"));
    server.serve("two", 1, TestModels.twoInputs("reference"));
    server.serve("words", 1, TestModels.words("reference"));
    server.serve("colours", 1, TestModels.colours("reference"));
    client = new Client(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Whatever came before, requests that are well are answered. */
  private static void assertAlive() throws Exception {
    assertEquals(
        200, client.post("/v1/models/times:predict", "{\"instances\": [[1, 2, 3]]}").status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "times | {\"instances\": [[1, 2]]} | 400 | expected the shape [any, 3], but got [1, 2]",
        "times | {\"instances\": [1, 2, 3]} | 400 | needs an axis of extent 1 in front",
        "times | {\"instances\": [[1, 2, 3], [1, 2]]} | 400 | as many elements as each other",
        "times | {\"instances\": [[1, [2], 3]]} | 400 | equally deep",
        "times | {\"instances\": []} | 400 | send at least one row",
        "times | {\"instances\": [[\"1\", 2, 3]]} | 400 | takes numbers of type FP32, but got a text",
        "times | {\"instances\": [[1, 2, null]]} | 400 | expected a number, but got 'n'",
        "times | {\"instances\": [[1, 2, 3]]} x | 400 | expected nothing more, but got 'x'",
        "times | {\"instances\": [[1, 2, 3 | 400 | but the text ends",
        "times | {\"instances\": [[1, 2, 3]], \"inputs\": [[1]]} | 400 | once, but not 'instances'",
        "times | {} | 400 | neither 'instances'",
        "times | [] | 400 | expected an object, but got '['",
        "times | nothing | 400 | expected an object, but got 'n'",
        "times | {\"signature_name\": \"other\", \"instances\": [[1, 2, 3]]} | 400 | 'serving_default'",
        "two | {\"instances\": [[1, 2]]} | 400 | several inputs; give them by name: [a, b]",
        "two | {\"instances\": [{\"a\": [1, 2]}]} | 400 | takes the inputs [a, b], but got [a]",
        "two | {\"instances\": [{\"a\": [1, 2], \"c\": [1, 2]}]} | 400 | no input 'c', but [a, b]",
        "two | {\"inputs\": {\"a\": [[1, 2]], \"b\": [[1, 2], [3, 4]]}} | 400 | as many rows",
        "words | {\"instances\": [[1]]} | 400 | takes texts, but got a number",
        "words | {\"instances\": [[{\"b64\": \"*\"}]]} | 400 | should be base64",
        "words | {\"instances\": [[{\"b65\": \"YQ==\"}]]} | 400 | an object with 'b65'",
        "colours | {\"instances\": [{\"b64\": \"YQ==\"}]} | 400 | expected an image",
        "none | {\"instances\": [[1]]} | 404 | there is no model 'none' here, but [colours, times,",
        "times/versions/9 | {\"instances\": [[1]]} | 404 | served in version 1, not 9",
      })
  void rowsAndColumns(String model, String body, int status, String part) throws Exception {
    Client.Reply reply = client.post("/v1/models/" + model + ":predict", body);
    assertEquals(status, reply.status(), reply.text());
    String said = reply.json("error").getAsString();
    assertTrue(said.contains(part), said);
    assertAlive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"shape\": [1, 3], \"datatype\": \"FP64\", \"data\": [1, 2, 3] | 400 | takes the datatype FP32",
        "\"shape\": [1, 3], \"data\": [1, 2, 3] | 400 | needs 'name', 'shape' and 'datatype'",
        "\"shape\": [1, 3], \"datatype\": \"FP32\" | 400 | needs 'data', or the parameter",
        "\"shape\": [1, 3], \"datatype\": \"FP32\", \"data\": [1, 2] | 400 | but the data have 2",
        "\"shape\": [1, -3], \"datatype\": \"FP32\", \"data\": [1] | 400 | has the extent -3",
        "\"shape\": [9000000000000, 9000000000000], \"datatype\": \"FP32\", \"data\": [1] | 413 | 5,000",
        "\"shape\": [2000, 3], \"datatype\": \"FP32\", \"data\": [1] | 413 | would have 6,000 elements",
        "\"shape\": [1, 3], \"datatype\": \"FP32\", \"parameters\": {\"binary_data_size\": 12} | 400 | left of the body",
        "\"shape\": [1, 3], \"datatype\": \"FP32\", \"parameters\": {\"binary_data_size\": -1} | 400 | 0 or more",
      })
  void inputsOfTheOpenProtocol(String input, int status, String part) throws Exception {
    Client.Reply reply =
        client.post("/v2/models/times/infer", "{\"inputs\": [{\"name\": \"x\", " + input + "}]}");
    assertEquals(status, reply.status(), reply.text());
    assertTrue(reply.json("error").getAsString().contains(part), reply.text());
    assertAlive();
  }

  @Test
  void nothingIsDeeperThanATensor() throws Exception {
    String deep = "{\"inputs\": " + "[".repeat(20_000) + "}";
    Client.Reply reply = client.post("/v1/models/times:predict", deep);
    assertEquals(400, reply.status());
    assertTrue(reply.text().contains("more than 64 arrays"), reply.text());
  }

  @Test
  void moreElementsThanAreAllowed() throws Exception {
    String body = "{\"instances\": [[" + "1,".repeat(6_000) + "1]]}";
    Client.Reply reply = client.post("/v1/models/times:predict", body);
    assertEquals(413, reply.status());
    assertTrue(reply.text().contains("5,001 elements"), reply.text());
  }

  /** What a body says of its length is enough, even if none of it comes. */
  @Test
  void bodiesThatSayToBeHuge() throws Exception {
    String head =
        "POST /v2/models/times/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000000000\r\n\r\n";
    assertTrue(raw(head, 0).startsWith("HTTP/1.1 413 "), "declared");
    assertAlive();
  }

  @Test
  void bodiesThatAreHugeWithoutSayingSo() throws Exception {
    String body = "[" + " ".repeat(200_000) + "]";
    Client.Reply reply =
        client.send(
            client
                .request("/v1/models/times:predict")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))));
    assertEquals(413, reply.status());
    assertAlive();
  }

  /** More slow senders than the server has threads; others are answered meanwhile. */
  @Test
  void slowSendersHoldNoThread() throws Exception {
    Socket[] slow = new Socket[100];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = new Socket("127.0.0.1", server.port());
      slow[i]
          .getOutputStream()
          .write(
              "POST /v1/models/times:predict HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
    }
    assertAlive();
    for (Socket socket : slow) {
      assertTrue(answer(socket).startsWith("HTTP/1.1 408 "), "a sender that is slow");
      socket.close();
    }
    assertAlive();
  }

  private static String raw(String text, int wait) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      Thread.sleep(wait);
      return answer(socket);
    }
  }

  private static String answer(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[4096];
    int count = in.read(bytes);
    return new String(bytes, 0, Math.max(0, count), StandardCharsets.ISO_8859_1);
  }

  /** Damaged ones, some hundred: none is answered by a failure of the server. */
  @Test
  void damagedRequests() throws Exception {
    String open =
        "{\"id\": \"1\", \"inputs\": [{\"name\": \"x\", \"shape\": [1, 3], \"datatype\": \"FP32\","
            + " \"data\": [1, 2e0, 3.5]}], \"outputs\": [{\"name\": \"y\"}]}";
    String rows = "{\"instances\": [{\"a\": [1, 2], \"b\": [3, 4]}]}";
    Random random = new Random(5);
    String bits = "{}[]\",:0123456789eE+-.\\ntfabx\u0000\u007f\u00e4";
    for (int i = 0; i < 400; i++) {
      boolean first = i % 2 == 0;
      StringBuilder body = new StringBuilder(first ? open : rows);
      IntStream.rangeClosed(0, random.nextInt(3))
          .forEach(
              n -> {
                int at = random.nextInt(body.length());
                char other = bits.charAt(random.nextInt(bits.length()));
                switch (random.nextInt(3)) {
                  case 0 -> body.setCharAt(at, other);
                  case 1 -> body.insert(at, other);
                  default -> body.delete(at, Math.min(body.length(), at + random.nextInt(9)));
                }
              });
      String path = first ? "/v2/models/times/infer" : "/v1/models/two:predict";
      Client.Reply reply = client.post(path, body.toString());
      boolean known = reply.status() == 200 || reply.status() / 100 == 4;
      assertTrue(known, body + " is answered by " + reply.status() + " " + reply.text());
    }
    assertAlive();
  }

  private static byte[] png(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    // The size stands at 16, behind the name of the first chunk; its checksum follows at 29.
    ByteBuffer file = ByteBuffer.wrap(out.toByteArray()).putInt(16, width).putInt(20, height);
    CRC32 sum = new CRC32();
    sum.update(file.array(), 12, 17);
    return file.putInt(29, (int) sum.getValue()).array();
  }

  private static Client.Reply picture(byte[] file) throws Exception {
    return client.post(
        "/v1/models/colours:predict",
        "{\"instances\": [{\"b64\": \"%s\"}]}".formatted(Base64.getEncoder().encodeToString(file)));
  }

  @Test
  void imagesThatSayToBeHuge() throws Exception {
    assertEquals(200, picture(png(8, 8)).status());
    Client.Reply huge = picture(png(50_000, 50_000));
    assertEquals(400, huge.status());
    assertTrue(huge.text().contains("2,500,000,000 pixels, but may have"), huge.text());
  }

  @Test
  void damagedImages() throws Exception {
    byte[] whole = png(8, 8);
    Random random = new Random(9);
    for (int i = 0; i < 100; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      int status = picture(damaged).status();
      assertTrue(status == 200 || status == 400, "status " + status);
    }
    assertAlive();
  }

  @Test
  void damagedHeadersAndBinaryTensors() throws Exception {
    for (String length : new String[] {"-1", "1000", "x", "99999999999999999999"}) {
      Client.Reply reply =
          client.send(
              client
                  .request("/v2/models/times/infer")
                  .header("Inference-Header-Content-Length", length)
                  .POST(BodyPublishers.ofString("{}")));
      assertEquals(400, reply.status(), reply.text());
    }
    assertTrue(raw("NONSENSE\r\n\r\n", 0).startsWith("HTTP/1.1 400 "));
    assertTrue(raw("POST / HTTP/9.9\r\n\r\n", 0).startsWith("HTTP/1.1 505 "));
    assertAlive();
  }

  @Test
  void addressesThatThereAreNot() throws Exception {
    assertEquals(404, client.get("/").status());
    assertTrue(client.get("/v3/models").json("error").getAsString().contains("/v2/models/NAME"));
    assertEquals(404, client.post("/v2/models/none/infer", "{}").status());
    assertEquals(405, client.get("/v2/models/times/infer").status());
  }
}
