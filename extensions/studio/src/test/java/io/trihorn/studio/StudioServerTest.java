package io.trihorn.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import io.trihorn.studio.store.Axis;
import io.trihorn.studio.store.Log;
import io.trihorn.studio.store.NewRun;
import io.trihorn.studio.store.Point;
import io.trihorn.studio.store.RunStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered what. */
class StudioServerTest {
  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private StudioServer server() throws IOException {
    return new StudioServer(folder).start();
  }

  private HttpResponse<String> get(String address, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** The first line of what comes if the host is named so, which the JDK's client does not let. */
  private static String asked(String address, String host) throws IOException {
    URI server = URI.create(address);
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  private HttpResponse<String> post(String address, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address)).POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void answersThisMachineOnly() throws IOException, InterruptedException {
    try (StudioServer server = server()) {
      HttpResponse<String> page = get(server.address());
      assertEquals(200, page.statusCode());
      String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
      assertTrue(policy.startsWith("default-src 'self';"), policy);
      assertEquals("HTTP/1.1 403 Forbidden", asked(server.address(), "elsewhere.example"));
      String runs = server.address() + "api/runs";
      assertEquals(
          403,
          post(runs, "{}", "Content-Type", "application/json", "Origin", "http://other.example")
              .statusCode());
      assertEquals(403, post(runs, "{}", "Content-Type", "text/plain").statusCode());
      assertEquals(422, post(runs, "{}", "Content-Type", "application/json").statusCode());
    }
  }

  @Test
  void wantsATokenOffLoopback() throws IOException, InterruptedException {
    try (StudioServer server = new StudioServer(folder).host("0.0.0.0").start()) {
      URI address = URI.create(server.address().replace("0.0.0.0", "127.0.0.1"));
      String token = address.getQuery().substring("token=".length());
      assertTrue(token.length() >= 32, token);
      String root = "http://127.0.0.1:" + address.getPort() + "/";
      for (String path : List.of("", "api/runs", "page/base.css", "api/runs/1/events")) {
        assertEquals(401, get(root + path).statusCode(), path);
        assertEquals(401, get(root + path + "?token=" + token.substring(1)).statusCode(), path);
      }
      assertEquals(
          401, post(root + "api/network", "{}", "Content-Type", "application/json").statusCode());
      assertEquals(200, get(root + "api/runs", "Authorization", "Bearer " + token).statusCode());
      HttpResponse<String> opened = get(address.toString());
      assertEquals(200, opened.statusCode());
      String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
      assertEquals(200, get(root + "api/runs", "Cookie", cookie.split(";")[0]).statusCode());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "page/../studio.db",
        "page/..%2fstudio.db",
        "page/%2e%2e%2fstudio.db",
        "page/..%5cstudio.db",
        "studio.db",
        "runs/studio.db",
        "library/..%2f..%2fetc%2fpasswd",
        "page/secret.txt",
        "page/Server.class",
        "api/runs/1/seen/..%2f..?name=studio.db"
      })
  void servesNoFile(String path) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("secret.txt"), "secret");
    try (StudioServer server = server()) {
      HttpResponse<String> answer = get(server.address() + path);
      assertTrue(answer.statusCode() == 404 || answer.statusCode() == 400, path + answer);
      assertFalse(answer.body().contains("SQLite"), path);
    }
  }

  @Test
  void givesRunsAsCsv() throws IOException, InterruptedException {
    try (RunStore store = RunStore.open(folder);
        StudioServer server = server()) {
      long id = store.begin(new NewRun("a, \"b\"", List.of(), null));
      store.add(
          id,
          new Log(
              List.of(
                  new Point(Axis.STEP, "loss", 1, 5, 0.25),
                  new Point(Axis.STEP, "loss", 2, 6, Double.NaN)),
              List.of(),
              List.of()));
      HttpResponse<String> csv = get(server.address() + "api/csv?runs=" + id);
      assertEquals(
          "run,name,axis,series,x,time,value\n1,\"a, \"\"b\"\"\",step,loss,1,5,0.25\n"
              + "1,\"a, \"\"b\"\"\",step,loss,2,6,\n",
          csv.body().replace("\r\n", "\n"));
      assertEquals(404, get(server.address() + "api/csv?runs=77").statusCode());
    }
  }

  @Test
  void saysWhatIsWrongWithATraining() throws IOException, InterruptedException {
    try (StudioServer server = server()) {
      for (Map.Entry<String, String> text :
          Map.of(
                  "class_name: Sequential",
                  "no train block",
                  "class_name: [",
                  "neither JSON nor YAML",
                  TEXT.replace("x.npy", "/no/such/file.npy"),
                  "/no/such/file.npy",
                  TEXT.replace("epochs", "epoch"),
                  "epoch")
              .entrySet()) {
        HttpResponse<String> answer =
            post(
                server.address() + "api/runs",
                "{\"text\": " + new JsonPrimitive(text.getKey()) + "}",
                "Content-Type",
                "application/json");
        assertEquals(422, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(text.getValue()), answer.body());
      }
    }
  }

  private static final String TEXT =
      """
      class_name: Sequential
      config:
        layers:
          - {class_name: InputLayer, config: {batch_shape: [null, 4]}}
          - {class_name: Dense, config: {units: 3}}
      train:
        optimizer: Adam
        loss: mse
        data: {kind: npy, inputs: x.npy, targets: x.npy}
        backend: reference
        epochs: 1
      """;

  @Test
  void saysThatThePortIsTaken() throws IOException {
    try (StudioServer server = server()) {
      int port = URI.create(server.address()).getPort();
      String message =
          assertThrows(IOException.class, () -> new StudioServer(folder).port(port).start())
              .getMessage();
      assertTrue(message.contains("port " + port), message);
    }
  }
}
