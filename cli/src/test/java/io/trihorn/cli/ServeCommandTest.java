package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.trihorn.examples.LeNet;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.serving.InferenceServer;
import io.trihorn.serving.ServerOptions;
import io.trihorn.testkit.soak.ChildJvm;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command that serves, and what is served on every engine. */
@Timeout(120)
class ServeCommandTest {
  @TempDir private Path directory;

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static CompletableFuture<HttpResponse<String>> ask(
      HttpClient client, int port, String model, String body) {
    return client.sendAsync(
        request(port, "/v1/models/" + model + ":predict")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Answers that came together in batches are those that the interpreter gives for each row. */
  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void everyEngineAnswersAsTheInterpreter(String backend) throws Exception {
    Random random = new Random(4);
    List<String> bodies = new ArrayList<>();
    List<TensorData> expected = new ArrayList<>();
    try (Model model = LeNet.model(0).seed(5).on("reference")) {
      for (int i = 0; i < 12; i++) {
        TensorData row = TensorData.zeros(TensorType.of(DataType.FLOAT32, 1, 28, 28, 1));
        StringBuilder text = new StringBuilder("{\"instances\": [[");
        for (int pixel = 0; pixel < row.size(); pixel++) {
          row.setDouble(pixel, random.nextInt(256) / 256.0);
          text.append(pixel == 0 ? "[" : pixel % 28 == 0 ? "], [" : ", ");
          text.append('[').append(row.getDouble(pixel)).append(']');
        }
        bodies.add(text.append("]]]}").toString());
        expected.add(model.predictOnBatch(row).get(0));
      }
    }
    try (InferenceServer server = new InferenceServer(new ServerOptions().withPorts(0, -1))) {
      server.serve("lenet", 1, LeNet.model(0).seed(5).on(backend));
      HttpClient client = HttpClient.newHttpClient();
      List<CompletableFuture<HttpResponse<String>>> answers =
          bodies.stream().map(body -> ask(client, server.port(), "lenet", body)).toList();
      for (int i = 0; i < answers.size(); i++) {
        String text = answers.get(i).get(30, TimeUnit.SECONDS).body();
        JsonArray row =
            JsonParser.parseString(text)
                .getAsJsonObject()
                .getAsJsonArray("predictions")
                .get(0)
                .getAsJsonArray();
        assertEquals(10, row.size());
        for (int k = 0; k < 10; k++) {
          assertEquals(expected.get(i).getDouble(k), row.get(k).getAsDouble(), 1e-5, text);
        }
      }
    }
  }

  private Path times() throws Exception {
    Path file = directory.resolve("digits.keras");
    try (Model model = LeNet.model(0)) {
      Saving.saveModel(model, file);
    }
    return file;
  }

  /** A process, as users have it: two models, one of a folder; it ends by SIGTERM. */
  @Test
  void servesFilesAndFoldersUntilItIsToldToStop() throws Exception {
    Path file = times();
    Path folder = Files.createDirectories(directory.resolve("models/other/7"));
    Files.copy(file, folder.resolve("model.keras"));
    Path token = Files.writeString(directory.resolve("token"), "secret\n");
    Process process =
        ChildJvm.of(
                List.of("-Xmx512m"),
                Main.class,
                List.of(
                    "serve",
                    "first=" + file,
                    directory.resolve("models").toString(),
                    "--port=0",
                    "--grpc-port=0",
                    "--backend=reference",
                    "--token-file=" + token))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> said = new ArrayList<>();
      String line = out.readLine();
      while (line != null && !line.startsWith("serving at ")) {
        said.add(line);
        line = out.readLine();
      }
      assertTrue(line != null, said.toString());
      assertTrue(said.toString().contains("digits.keras as first"), said.toString());
      assertTrue(out.readLine().startsWith("and by gRPC at port "));
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest other =
          request(port, "/v2/models/other").header("Authorization", "Bearer secret").build();
      String described = client.send(other, BodyHandlers.ofString()).body();
      assertTrue(described.contains("\"versions\":[\"7\"]"), described);
      HttpRequest without = request(port, "/v2/models/first").build();
      assertEquals(401, client.send(without, BodyHandlers.ofString()).statusCode());
      HttpRequest ready = request(port, "/v2/health/ready").build();
      assertEquals(200, client.send(ready, BodyHandlers.ofString()).statusCode());
      process.destroy();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends when it is told to");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err, true));
    assertEquals(1, Main.execute(line, "serve", "none.keras", "--port=0", "--grpc-port=-1"));
    assertTrue(err.toString().contains("there is no file none.keras"), err.toString());
    assertEquals(
        2, Main.execute(line, "serve", "none.keras", "--tls-cert=a.pem"), "a key is missing");
    assertEquals(1, Main.execute(line, "serve", "none.keras", "--max-batch=0"));
    assertTrue(err.toString().contains("should be 1 or more"), err.toString());
  }
}
