package io.trihorn.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.serving.models.ModelReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Versions that come and go in a folder while clients ask. */
@Timeout(60)
class VersionsTest {
  private static final Duration LOOK = Duration.ofMillis(40);

  @TempDir private Path directory;

  private InferenceServer serve() throws Exception {
    InferenceServer server = new InferenceServer(new ServerOptions().withPorts(0, 0));
    server.watch(directory, path -> ModelReader.readAny(path).on("reference"), LOOK);
    return server;
  }

  /** A version that multiplies by a factor. */
  private Path version(long number, double factor) throws Exception {
    Path file = directory.resolve("times").resolve(Long.toString(number)).resolve("model.keras");
    Files.createDirectories(file.getParent());
    try (Model model = TestModels.times(factor, "reference")) {
      Path whole = directory.resolve("." + number + ".keras");
      Saving.saveModel(model, whole);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }

  private static String ask(Client client) throws Exception {
    Client.Reply reply = client.post("/v1/models/times:predict", "{\"instances\": [[1, 1, 1]]}");
    return reply.status() == 200
        ? reply.json("predictions").getAsJsonArray().get(0).getAsJsonArray().get(0).toString()
        : reply.status() + " " + reply.text();
  }

  private static void await(String what, Callable<Boolean> there) throws Exception {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!there.call()) {
      assertTrue(System.nanoTime() < end, "waited in vain for " + what);
      Thread.sleep(10);
    }
  }

  @Test
  void aNewVersionTakesOverWithoutAFailedRequest() throws Exception {
    version(1, 1);
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try (InferenceServer server = serve()) {
      AtomicBoolean done = new AtomicBoolean();
      List<Future<List<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        answers.add(
            clients.submit(
                () -> {
                  Client client = new Client(server.port());
                  List<String> got = new ArrayList<>();
                  while (!done.get()) {
                    got.add(ask(client));
                  }
                  return got;
                }));
      }
      Client client = new Client(server.port());
      for (int number = 2; number <= 6; number++) {
        version(number, number);
        String expected = number + ".0";
        await("version " + number, () -> ask(client).equals(expected));
      }
      done.set(true);
      for (Future<List<String>> each : answers) {
        List<String> got = each.get();
        assertTrue(got.size() > 5, "few answers: " + got);
        for (int i = 1; i < got.size(); i++) {
          double before = Double.parseDouble(got.get(i - 1));
          assertTrue(before <= Double.parseDouble(got.get(i)), "in order: " + got);
        }
      }
      String status = client.get("/v1/models/times").text();
      assertTrue(status.contains("\"version\":\"5\",\"state\":\"END\""), status);
      assertTrue(status.contains("\"version\":\"6\",\"state\":\"AVAILABLE\""), status);
      String metrics = client.get("/metrics").text();
      assertTrue(!metrics.contains("version=\"5\""), "metrics of a version that is gone");
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void aVersionThatCannotBeLoadedChangesNothingUntilItIsMended() throws Exception {
    version(1, 1);
    try (InferenceServer server = serve()) {
      Client client = new Client(server.port());
      Path bad = directory.resolve("times/2/model.keras");
      Files.createDirectories(bad.getParent());
      Files.writeString(bad, "this is no model");
      await("failure", () -> client.get("/v1/models/times").text().contains("cannot be loaded"));
      assertEquals("1.0", ask(client));
      assertTrue(client.get("/metrics").text().contains("trihorn_load_failures_total"));
      version(2, 2);
      await("version 2", () -> ask(client).equals("2.0"));
    }
  }

  @Test
  void versionsAndModelsThatAreDeletedAreNotServed() throws Exception {
    version(1, 1);
    Path second = version(2, 2);
    try (InferenceServer server = serve()) {
      Client client = new Client(server.port());
      assertEquals("2.0", ask(client));
      Files.delete(second);
      Files.delete(second.getParent());
      await("version 1", () -> ask(client).equals("1.0"));
      Files.delete(directory.resolve("times/1/model.keras"));
      Files.delete(directory.resolve("times/1"));
      await("the model's end", () -> ask(client).startsWith("404"));
    }
  }

  @Test
  void twoModelsInOneVersionCannotBeToldApart() throws Exception {
    Path file = version(1, 1);
    Files.copy(file, file.resolveSibling("another.keras"));
    Files.move(file, file.resolveSibling("one.keras"));
    try (InferenceServer server = serve()) {
      String status = new Client(server.port()).get("/v1/models/times").text();
      assertTrue(status.contains("[another.keras, one.keras]"), status);
      assertEquals(503, new Client(server.port()).get("/v2/health/ready").status());
    }
  }
}
