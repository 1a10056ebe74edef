package io.trihorn.serving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What clients of both protocols send and get, over real sockets. */
class ProtocolsTest {
  private static InferenceServer server;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    server = new InferenceServer(new ServerOptions().withPorts(0, 0));
    server.serve("times", 3, TestModels.times(2, "onnx"));
    server.serve("two", 1, TestModels.twoInputs("reference"));
    server.serve("words", 1, TestModels.words("reference"));
    server.serve("colours", 1, TestModels.colours("onnx"));
    client = new Client(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void assertJson(String expected, Client.Reply reply) {
    assertEquals(200, reply.status(), reply.text());
    assertEquals(JsonParser.parseString(expected), reply.json());
  }

  @Test
  void rowsOfTensorFlow() throws Exception {
    assertJson(
        "{'predictions': [[2.0, 4.0, 6.0], [-1.0, 0.0, 2000.0]]}",
        client.post("/v1/models/times:predict", "{\"instances\": [[1, 2, 3], [-0.5, 0, 1e3]]}"));
    assertJson(
        "{'predictions': [{'sum': [4.0, 6.0], 'ten': [10.0, 20.0]}]}",
        client.post(
            "/v1/models/two/versions/1:predict",
            "{\"signature_name\": \"serving_default\","
                + " \"instances\": [{\"b\": [3, 4], \"a\": [1, 2]}]}"));
  }

  @Test
  void columnsOfTensorFlow() throws Exception {
    assertJson(
        "{'outputs': [[2.0, 4.0, 6.0]]}",
        client.post("/v1/models/times:predict", "{\"inputs\": [[1, 2, 3]]}"));
    assertJson(
        "{'outputs': {'sum': [[4.0, 6.0], [0.0, 0.0]], 'ten': [[10.0, 20.0], [0.0, 0.0]]}}",
        client.post(
            "/v1/models/two:predict",
            "{\"inputs\": {\"b\": [[3, 4], [0, 0]], \"a\": [[1, 2], [0, 0]]}}"));
  }

  @Test
  void jsonOfTheOpenProtocol() throws Exception {
    String flat =
        "{\"id\": \"7\", \"inputs\": [{\"name\": \"x\", \"shape\": [2, 3], \"datatype\": \"FP32\","
            + " \"data\": [1, 2, 3, 4, 5, 6]}]}";
    String expected =
        "{'model_name': 'times', 'model_version': '3', 'id': '7', 'outputs': [{'name': 'y',"
            + " 'datatype': 'FP32', 'shape': [2, 3], 'data': [2.0, 4.0, 6.0, 8.0, 10.0, 12.0]}]}";
    assertJson(expected, client.post("/v2/models/times/infer", flat));
    String nestedWithItsNameLast =
        "{\"id\": \"7\", \"inputs\": [{\"data\": [[1, 2, 3], [4, 5, 6]], \"shape\": [2, 3],"
            + " \"datatype\": \"FP32\", \"name\": \"x\"}]}";
    assertJson(expected, client.post("/v2/models/times/versions/3/infer", nestedWithItsNameLast));
  }

  @Test
  void onlyTheOutputsThatAreAskedFor() throws Exception {
    String request =
        "{\"inputs\": [{\"name\": \"b\", \"shape\": [1, 2], \"datatype\": \"FP32\","
            + " \"data\": [3, 4]}, {\"name\": \"a\", \"shape\": [1, 2], \"datatype\": \"FP32\","
            + " \"data\": [1, 2]}], \"outputs\": [{\"name\": \"ten\"}]}";
    assertJson(
        "{'model_name': 'two', 'model_version': '1', 'outputs': [{'name': 'ten', 'datatype':"
            + " 'FP32', 'shape': [1, 2], 'data': [10.0, 20.0]}]}",
        client.post("/v2/models/two/infer", request));
  }

  /** The bytes lie as the protocol's description of the extension says. */
  @Test
  void binaryTensorsBothWays() throws Exception {
    String header =
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 3], \"datatype\": \"FP32\","
            + " \"parameters\": {\"binary_data_size\": 12}}],"
            + " \"outputs\": [{\"name\": \"y\", \"parameters\": {\"binary_data\": true}}]}";
    ByteBuffer body = ByteBuffer.allocate(header.length() + 12).order(ByteOrder.LITTLE_ENDIAN);
    body.put(header.getBytes(StandardCharsets.UTF_8)).putFloat(1).putFloat(2.5f).putFloat(-3);
    Client.Reply reply =
        client.send(
            client
                .request("/v2/models/times/infer")
                .header("Inference-Header-Content-Length", Integer.toString(header.length()))
                .POST(BodyPublishers.ofByteArray(body.array())));
    assertEquals(200, reply.status(), reply.text());
    int length =
        Integer.parseInt(
            reply.whole().headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    assertEquals(
        JsonParser.parseString(
            "{'model_name': 'times', 'model_version': '3', 'outputs': [{'name': 'y', 'datatype':"
                + " 'FP32', 'shape': [1, 3], 'parameters': {'binary_data_size': 12}}]}"),
        JsonParser.parseString(new String(reply.bytes(), 0, length, StandardCharsets.UTF_8)));
    ByteBuffer raw =
        ByteBuffer.wrap(reply.bytes(), length, 12).slice().order(ByteOrder.LITTLE_ENDIAN);
    assertArrayEquals(
        new float[] {2, 5, -6}, new float[] {raw.getFloat(), raw.getFloat(), raw.getFloat()});
    assertEquals(length + 12, reply.bytes().length);
  }

  @Test
  void texts() throws Exception {
    assertJson(
        "{'predictions': [[2.0], [0.0], [1.0]]}",
        client.post(
            "/v1/models/words:predict",
            "{\"instances\": [[\"dog\"], [\"caterpillar \\u00e4\"], [{\"b64\": \"Y2F0\"}]]}"));
    assertEquals(
        JsonParser.parseString("[1.0, 2.0]"),
        client
            .post(
                "/v2/models/words/infer",
                "{\"inputs\": [{\"name\": \"word\", \"shape\": [2, 1], \"datatype\": \"BYTES\","
                    + " \"data\": [\"cat\", \"dog\"]}]}")
            .json("outputs")
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .get("data"));
  }

  private static String picture(Color colour, int width, int height, String format)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  @Test
  void filesOfImages() throws Exception {
    Client.Reply reply =
        client.post(
            "/v1/models/colours:predict",
            "{\"instances\": [{\"b64\": \"%s\"}, {\"picture\": {\"b64\": \"%s\"}}]}"
                .formatted(
                    picture(Color.MAGENTA, 20, 10, "png"), picture(Color.GREEN, 20, 10, "png")));
    assertJson("{'predictions': [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]}", reply);
  }

  @Test
  void imagesOfOneRequestHaveOneSize() throws Exception {
    Client.Reply reply =
        client.post(
            "/v1/models/colours:predict",
            "{\"instances\": [{\"b64\": \"%s\"}, {\"b64\": \"%s\"}]}"
                .formatted(picture(Color.RED, 20, 10, "png"), picture(Color.RED, 10, 10, "png")));
    assertEquals(400, reply.status());
    assertTrue(reply.text().contains("one by one"), reply.text());
  }

  @Test
  void healthAndReadiness() throws Exception {
    assertJson("{'live': true}", client.get("/v2/health/live"));
    assertJson("{'ready': true}", client.get("/v2/health/ready"));
    assertJson("{'ready': true}", client.get("/v2/models/times/ready"));
    assertEquals(404, client.get("/v2/models/none/ready").status());
    assertEquals("trihorn", client.get("/v2").json("name").getAsString());
  }

  @Test
  void whatModelsTakeAndGive() throws Exception {
    assertJson(
        "{'name': 'times', 'versions': ['3'], 'platform': 'trihorn', 'inputs': [{'name': 'x',"
            + " 'datatype': 'FP32', 'shape': [-1, 3]}], 'outputs': [{'name': 'y', 'datatype':"
            + " 'FP32', 'shape': [-1, 3]}]}",
        client.get("/v2/models/times"));
    assertJson(
        "{'model_version_status': [{'version': '3', 'state': 'AVAILABLE', 'status': {'error_code':"
            + " 'OK', 'error_message': ''}}]}",
        client.get("/v1/models/times"));
    assertEquals(
        "DT_STRING",
        client
            .get("/v1/models/words/metadata")
            .json()
            .getAsJsonObject("metadata")
            .getAsJsonObject("signature_def")
            .getAsJsonObject("signature_def")
            .getAsJsonObject("serving_default")
            .getAsJsonObject("inputs")
            .getAsJsonObject("word")
            .get("dtype")
            .getAsString());
  }

  @Test
  void metricsInPrometheussForm() throws Exception {
    client.post("/v1/models/times:predict", "{\"instances\": [[1, 2, 3]]}");
    String text = client.get("/metrics").text();
    assertTrue(
        text.contains(
            "trihorn_request_duration_seconds_count{model=\"times\",outcome=\"ok\",protocol=\"tensorflow\"}"),
        text);
    assertTrue(
        text.contains("trihorn_batch_rows_count{model=\"times\",size=\"1\",version=\"3\"}"), text);
    assertTrue(text.contains("trihorn_queue_requests{model=\"times\",version=\"3\"} 0.0"), text);
  }
}
