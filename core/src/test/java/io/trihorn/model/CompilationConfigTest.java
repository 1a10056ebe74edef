package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.losses.Huber;
import io.trihorn.optimizers.RMSprop;
import io.trihorn.optimizers.SGD;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code get_compile_config()} of Keras 3.15.1 gives, read and written. */
class CompilationConfigTest {
  private static final String SGD =
      """
      "optimizer": {"module": "keras.optimizers", "class_name": "SGD", "config": {"name": "sgd",\
       "learning_rate": 0.009999999776482582, "momentum": 0.0, "nesterov": false},\
       "registered_name": null}""";

  private static JsonObject json(String rest) {
    return JsonParser.parseString("{" + SGD + ", " + rest + "}").getAsJsonObject();
  }

  private static final List<String> TWO = List.of("a", "b");

  private static Compilation read(String rest, List<String> outputs) {
    return CompilationConfig.read(json(rest), outputs);
  }

  private static List<String> names(List<Compilation.MetricSpec> specs) {
    return specs.stream().map(Compilation.MetricSpec::name).toList();
  }

  private static List<String> losses(Compilation compilation) {
    List<String> names = new ArrayList<>();
    compilation.losses().forEach(spec -> names.add(spec.name()));
    return names;
  }

  private static JsonElement written(Compilation compilation, int outputs, String key) {
    return CompilationConfig.write(compilation, outputs).get(key);
  }

  private static void writes(Compilation compilation, int outputs, String key, String expected) {
    assertEquals(JsonParser.parseString(expected), written(compilation, outputs, key), key);
  }

  @Test
  void oneOutput() {
    Compilation read =
        read(
            """
            "loss": "mse", "loss_weights": null, "metrics": ["mae"], "weighted_metrics": null,
            "run_eagerly": false, "steps_per_execution": 1, "jit_compile": true""",
            List.of("out"));
    assertInstanceOf(SGD.class, read.optimizer());
    assertEquals(List.of("mse"), losses(read));
    assertEquals(1, read.lossWeight(0));
    assertEquals(List.of("mae"), names(read.metrics(0)));
    assertEquals(List.of(), read.weightedMetrics(0));
    assertEquals(1, read.stepsPerExecution());
    writes(read, 1, "loss", "\"mse\"");
    writes(read, 1, "loss_weights", "null");
    writes(read, 1, "metrics", "[\"mae\"]");
    writes(read, 1, "weighted_metrics", "null");
    writes(read, 1, "run_eagerly", "false");
    writes(read, 1, "steps_per_execution", "1");
    writes(read, 1, "jit_compile", "true");
    assertEquals(
        "SGD", written(read, 1, "optimizer").getAsJsonObject().get("class_name").getAsString());
  }

  @Test
  void objectsAndWeights() {
    Compilation read =
        read(
            """
            "loss": {"module": "keras.losses", "class_name": "Huber", "config":
             {"name": "huber_loss", "reduction": "sum_over_batch_size"}, "registered_name": null},
            "loss_weights": [0.5],
            "metrics": ["mae", {"module": "keras.metrics", "class_name": "MeanSquaredError",
             "config": {"name": "q", "dtype": "float32"}, "registered_name": null}],
            "weighted_metrics": ["mse"], "steps_per_execution": 4""",
            List.of("out"));
    assertInstanceOf(Huber.class, read.loss(0, 1));
    assertNull(read.losses().get(0).name());
    assertEquals(0.5, read.lossWeight(0));
    assertEquals("MeanSquaredError", read.metrics(0).get(1).metric().className());
    assertEquals("q", read.metrics(0).get(1).metric().name());
    assertEquals(List.of("mse"), names(read.weightedMetrics(0)));
    assertEquals(4, read.stepsPerExecution());
    JsonObject loss = written(read, 1, "loss").getAsJsonObject();
    assertEquals("Huber", loss.get("class_name").getAsString());
    writes(read, 1, "loss_weights", "[0.5]");
    writes(read, 1, "weighted_metrics", "[\"mse\"]");
    writes(read, 1, "steps_per_execution", "4");
    JsonElement metric = written(read, 1, "metrics").getAsJsonArray().get(1);
    assertEquals("MeanSquaredError", metric.getAsJsonObject().get("class_name").getAsString());
  }

  @Test
  void withoutAnOptimizerOrALoss() {
    Compilation read = CompilationConfig.read(new JsonObject(), List.of("out"));
    assertInstanceOf(RMSprop.class, read.optimizer());
    assertEquals(List.of(), read.losses());
    assertNull(read.loss(0, 1));
    assertEquals(1, read.stepsPerExecution());
    writes(read, 1, "loss", "null");
    writes(read, 1, "metrics", "null");
    assertEquals(1, read("\"steps_per_execution\": null", List.of("out")).stepsPerExecution());
  }

  @Test
  void listsByOutput() {
    Compilation read =
        read(
            """
            "loss": ["mse", "mae"], "loss_weights": [0.25, 2.0],
            "metrics": [["mae"], ["mse", "mae"]], "weighted_metrics": null""",
            TWO);
    assertEquals(List.of("mse", "mae"), losses(read));
    assertEquals(0.25, read.lossWeight(0));
    assertEquals(2, read.lossWeight(1));
    assertEquals(List.of("mae"), names(read.metrics(0)));
    assertEquals(List.of("mse", "mae"), names(read.metrics(1)));
    writes(read, 2, "loss", "[\"mse\", \"mae\"]");
    writes(read, 2, "loss_weights", "[0.25, 2.0]");
    writes(read, 2, "metrics", "[[\"mae\"], [\"mse\", \"mae\"]]");
    writes(read, 2, "weighted_metrics", "null");
  }

  @Test
  void outputsWithoutALossOrMetrics() {
    Compilation read = read("\"loss\": [\"mse\", null], \"metrics\": [null, [\"mse\"]]", TWO);
    assertEquals("mse", read.losses().get(0).name());
    assertNull(read.loss(1, 2));
    assertEquals(List.of(), read.metrics(0));
    assertEquals(List.of("mse"), names(read.metrics(1)));
    assertEquals(List.of(), read.metrics(2));
  }

  @Test
  void objectsByTheNamesOfOutputs() {
    Compilation read =
        read(
            """
            "loss": {"a": "mse", "b": "mae"}, "loss_weights": {"b": 3.0},
            "metrics": {"b": ["mse"]}, "weighted_metrics": {"a": "mae"}""",
            TWO);
    assertEquals(List.of("mse", "mae"), losses(read));
    assertEquals(1, read.lossWeight(0));
    assertEquals(3, read.lossWeight(1));
    assertEquals(List.of(), read.metrics(0));
    assertEquals(List.of("mse"), names(read.metrics(1)));
    assertEquals(List.of("mae"), names(read.weightedMetrics(0)));
    assertEquals(List.of(), read.weightedMetrics(1));
  }

  @Test
  void oneLossForAllOutputs() {
    Compilation read = read("\"loss\": \"mse\"", TWO);
    assertEquals(read.loss(0, 2), read.loss(1, 2));
    writes(read, 2, "loss", "\"mse\"");
  }
}
