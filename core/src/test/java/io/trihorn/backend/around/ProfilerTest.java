package io.trihorn.backend.around;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.OpTime;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A backend that measures nothing itself, and what is written of a profile. */
class ProfilerTest {
  private static final float[][] X = {{0, 1}, {2, -1}, {0.5f, 3}};
  private static final float[][] Y = {{1}, {0}, {2}};

  /** The interpreter, without its clock. */
  private static final class Unmeasured extends ForwardingBackend {
    Unmeasured() {
      super(Backends.get("reference"));
    }
  }

  private static Sequential model(Backend backend) {
    Sequential model =
        new Sequential(
            input(2),
            dense(3, "tanh").name("a"),
            batchNormalization().name("n"),
            dropout(0.3).name("d"),
            dense(1).name("b"));
    model.seed(7).on(backend);
    model.compile(adam(0.1), "mse");
    return model;
  }

  /** Variables are read as they were before a step, whatever order the ops run in. */
  @Test
  void opsOfTheirOwnTrainAsTheProgramDoes() {
    try (Sequential plain = model(Backends.get("reference"));
        Sequential watched = model(new Profiler(new Unmeasured()))) {
      FitOptions options = FitOptions.epochs(3).batchSize(2).verbose(0);
      assertEquals(plain.fit(X, Y, options).values(), watched.fit(X, Y, options).values());
      List<TensorData> expected = plain.weightValues();
      List<TensorData> actual = watched.weightValues();
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i).toFloatArray(), actual.get(i).toFloatArray());
      }
    }
  }

  /** The same ops of the same sizes, and after them what gives the outputs. */
  @Test
  void opsOfTheirOwnAreThoseThatTheInterpreterTellsOf() {
    Profiler itself = new Profiler(Backends.get("reference"));
    Profiler around = new Profiler(new Unmeasured());
    try (Sequential first = model(itself);
        Sequential second = model(around)) {
      first.predict(X);
      second.predict(X);
    }
    List<String> expected = itself.profile().events().stream().map(ProfilerTest::told).toList();
    List<String> actual = around.profile().events().stream().map(ProfilerTest::told).toList();
    assertEquals(expected, actual.subList(0, expected.size()));
    assertEquals(List.of("/" + Segment.END + " 0"), actual.subList(expected.size(), actual.size()));
    assertTrue(around.profile().opNanos() > 0);
  }

  private static String told(Profile.Event event) {
    OpTime op = event.op();
    return op.layer() + "/" + op.op() + " " + op.bytes();
  }

  @Test
  void stacksAreThePathsOfLayers() {
    Profile profile =
        new Profile(
            1,
            1,
            900,
            List.of(
                new Profile.Cost("net/a;1", "add", 2, 30, 8),
                new Profile.Cost("", "memory copy", 1, 5, 4),
                new Profile.Cost("net/a;1", "mul", 1, 10, 4)),
            List.of());
    assertEquals(
        "(no layer);memory copy 5\nnet;a:1;add 30\nnet;a:1;mul 10\n", profile.collapsedStacks());
    assertEquals(
        List.of(new Profile.Cost("net/a;1", "", 3, 40, 12), new Profile.Cost("", "", 1, 5, 4)),
        profile.layers());
  }

  /** Ops that overlap have rows of their own, as Chrome shows one at a time in each. */
  @Test
  void opsSideBySideHaveRowsOfTheirOwn() {
    List<Profile.Event> events =
        List.of(
            new Profile.Event(2, new OpTime("", "late", 9_000, 1_000, 0)),
            new Profile.Event(1, new OpTime("a", "first", 1_000, 5_000, 8)),
            new Profile.Event(1, new OpTime("a", "beside", 2_000, 1_000, 8)),
            new Profile.Event(1, new OpTime("b", "after", 3_000, 500, 4)),
            new Profile.Event(1, new OpTime("b", "last", 6_000, 500, 4)));
    JsonArray told =
        JsonParser.parseString(new Profile(2, 2, 9_000, List.of(), events).chromeTrace())
            .getAsJsonObject()
            .getAsJsonArray("traceEvents");
    assertEquals(
        List.of(
            "M 1000 thread_name program 1",
            "X 1000 first 0.0 5.0",
            "M 1001 thread_name program 1 (2)",
            "X 1001 beside 1.0 1.0",
            "X 1001 after 2.0 0.5",
            "X 1000 last 5.0 0.5",
            "M 2000 thread_name program 2",
            "X 2000 late 8.0 1.0"),
        told.asList().stream().map(ProfilerTest::told).toList());
  }

  private static String told(JsonElement element) {
    JsonObject event = element.getAsJsonObject();
    String rest =
        event.has("ts")
            ? event.get("ts").getAsDouble() + " " + event.get("dur").getAsDouble()
            : event.getAsJsonObject("args").get("name").getAsString();
    return "%s %d %s %s"
        .formatted(
            event.get("ph").getAsString(),
            event.get("tid").getAsInt(),
            event.get("name").getAsString(),
            rest);
  }
}
