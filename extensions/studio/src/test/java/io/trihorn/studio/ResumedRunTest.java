package io.trihorn.studio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonObject;
import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.studio.store.Axis;
import io.trihorn.studio.store.Curve;
import io.trihorn.studio.store.NewRun;
import io.trihorn.studio.store.Run;
import io.trihorn.studio.store.RunState;
import io.trihorn.studio.store.RunStore;
import io.trihorn.studio.store.Wish;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that were cut and are taken up again end as those that were not. */
class ResumedRunTest {
  private static final int ROWS = 40;
  private static final int EPOCHS = 1_200;

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private String text;

  @BeforeEach
  void writeData() throws IOException {
    float[] values = new float[ROWS * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i * i);
    }
    Path file = folder.resolve("x.npy");
    Files.write(file, Npy.bytes(TensorData.of(values, ROWS, 4)));
    text = text(file, EPOCHS);
  }

  /** Two layers, of which one is random, in steps of a thousandth of a second and more. */
  private static String text(Path file, int epochs) {
    return """
    class_name: Sequential
    config:
      layers:
        - {class_name: InputLayer, config: {batch_shape: [null, 4]}}
        - {class_name: Dense, config: {units: 30, activation: tanh}}
        - {class_name: Dropout, config: {rate: 0.2}}
        - {class_name: Dense, config: {units: 4}}
    train:
      optimizer: Adam
      loss: mse
      data: {kind: npy, inputs: %s, targets: %s}
      backend: reference
      batch_size: 4
      epochs: %d
    """
        .formatted(file, file, epochs);
  }

  private HttpResponse<String> post(StudioServer server, String path, String body) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(server.address() + path))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void start(StudioServer server) {
    JsonObject body = new JsonObject();
    body.addProperty("name", "cut");
    body.addProperty("text", text);
    HttpResponse<String> answer = post(server, "api/runs", body.toString());
    assertEquals(200, answer.statusCode(), answer.body());
  }

  private static void await(String what, BooleanSupplier truth) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!truth.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "waited in vain for " + what);
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  /** Waits for a state; another end of the run than that is told with its message. */
  private static void await(RunStore store, long id, RunState wanted) {
    await(
        "run " + id + " to be " + wanted,
        () -> {
          Run now = run(store, id);
          // A machine that is busy elsewhere may have it look lost for a while.
          if (now.state() != wanted && !now.state().isLive() && now.state() != RunState.LOST) {
            fail("run " + id + " is " + now.state() + ": " + now.message());
          }
          return now.state() == wanted;
        });
  }

  private static Run run(RunStore store, long id) {
    return store.run(id).orElseThrow();
  }

  private static Curve losses(RunStore store, long id) {
    return store.curves(id).stream()
        .filter(curve -> curve.axis() == Axis.EPOCH && curve.name().equals("loss"))
        .findFirst()
        .orElseThrow();
  }

  private static int epochs(RunStore store, long id) {
    return store.curves(id).stream()
        .filter(curve -> curve.axis() == Axis.EPOCH)
        .mapToInt(curve -> curve.x().length)
        .max()
        .orElse(0);
  }

  @Test
  void aStoppedRunEndsAsOneThatWasNot() throws IOException {
    try (StudioServer server = new StudioServer(folder).start();
        RunStore store = RunStore.open(folder)) {
      start(server);
      await(store, 1, RunState.FINISHED);
      await("the end of its backup", () -> !Files.exists(store.state(1)));
      assertEquals(422, post(server, "api/runs/1/resume", "{}").statusCode());
      start(server);
      for (int cut = 0; cut < 2; cut++) {
        // At once: a wish is heeded within two seconds, and a quick machine needs not many more.
        store.wish(2, Wish.STOP);
        await(store, 2, RunState.STOPPED);
        assertTrue(epochs(store, 2) < EPOCHS, "it was stopped before its end");
        assertEquals(200, post(server, "api/runs/2/resume", "{}").statusCode());
        assertEquals(422, post(server, "api/runs/2/resume", "{}").statusCode());
      }
      await(store, 2, RunState.FINISHED);
      assertArrayEquals(losses(store, 1).x(), losses(store, 2).x());
      assertArrayEquals(losses(store, 1).value(), losses(store, 2).value());
    }
  }

  /** A studio of its own, that trains until it is killed. */
  public static final class Victim {
    private Victim() {}

    /** Serves, and says where. */
    public static void main(String[] args) throws IOException {
      System.out.println(new StudioServer(Path.of(args[0])).start().address());
    }
  }

  @Test
  void aRunWhoseProcessWasKilledIsTakenUp() throws IOException, InterruptedException, SQLException {
    text = text(folder.resolve("x.npy"), 1_000_000);
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (RunStore store = RunStore.open(folder)) {
      try {
        String address = victim.inputReader().readLine();
        JsonObject body = new JsonObject();
        body.addProperty("text", text);
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(address + "api/runs"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                    .build(),
                BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        await("a backup", () -> Files.exists(store.state(1).resolve("training_metadata.json")));
      } finally {
        victim.destroyForcibly();
        victim.waitFor();
      }
      assertEquals(RunState.RUNNING, run(store, 1).state(), "nobody knows yet that it is lost");
      try (StudioServer server = new StudioServer(folder).start()) {
        assertEquals(422, post(server, "api/runs/1/resume", "{}").statusCode());
        lose(1);
        assertEquals(RunState.LOST, run(store, 1).state());
        int before = epochs(store, 1);
        assertEquals(200, post(server, "api/runs/1/resume", "{}").statusCode());
        await("more epochs", () -> epochs(store, 1) > before);
        store.wish(1, Wish.STOP);
        await(store, 1, RunState.STOPPED);
        long[] x = losses(store, 1).x();
        for (int i = 0; i < x.length; i++) {
          assertEquals(i + 1, x[i], "each epoch is there once");
        }
      }
    }
  }

  /** Makes the last sign of a run an old one. */
  private void lose(long run) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("studio.db"));
        Statement statement = connection.createStatement()) {
      assertEquals(1, statement.executeUpdate("UPDATE run SET touched = 0 WHERE id = " + run));
    }
  }

  @Test
  void aRunOfAProgramIsNot() throws IOException {
    try (RunStore store = RunStore.open(folder);
        StudioServer server = new StudioServer(folder).start()) {
      long id = store.begin(new NewRun("by a program", List.of(), null));
      store.state(id, RunState.STOPPED, "");
      HttpResponse<String> answer = post(server, "api/runs/" + id + "/resume", "{}");
      assertEquals(422, answer.statusCode());
      assertTrue(answer.body().contains("begun by a program"), answer.body());
    }
  }
}
