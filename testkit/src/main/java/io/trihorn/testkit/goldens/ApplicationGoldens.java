package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.backend.Backend;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.operations.Operation;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The architectures of {@code keras.applications}, a file for each: the layers with their shapes
 * and numbers of parameters, the weights, and what a small model with weights by formula makes of
 * an image by formula. A file may have only some of these.
 */
public final class ApplicationGoldens implements GoldenKind {
  private static final double RELATIVE = 2e-3;

  // What Keras calls a weight that was given no name, numbered through the session.
  private static final Pattern UNNAMED = Pattern.compile("/variable(_\\d+)?$");

  private final ApplicationModels models;

  /** Holds these models to the data. */
  public ApplicationGoldens(ApplicationModels models) {
    this.models = models;
  }

  @Override
  public String name() {
    return "applications";
  }

  /** Each file of the directory, if it has no index. */
  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    if (GoldenFiles.hasIndex(directory)) {
      return List.of();
    }
    List<GoldenCase> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonObject json = GoldenFiles.json(file);
        if (json.has("name") && (json.has("layers") || json.has("probe"))) {
          String name = json.get("name").getAsString();
          cases.add(new GoldenCase(name, name, json, () -> new Npz(Map.of())));
        }
      }
    }
    return cases;
  }

  /**
   * Keras builds NASNetLarge without top for images of open extents, takes these for equal where
   * they are not, and so leaves out layers without which the model cannot run.
   */
  @Override
  public String deviation(GoldenCase golden) {
    return golden.name().equals("NASNetLarge") && golden.json().has("params_without_top")
        ? "without top it is built for images of 331 by 331, so that it can run"
        : null;
  }

  @Override
  public boolean isDeviation(GoldenCase golden, String problem) {
    return problem.equals("parameters without top: expected 84887922, but got 84916818");
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) {
    JsonObject json = golden.json();
    if (!models.names().contains(golden.name())) {
      checks.require(false, "there is no architecture " + golden.name());
      return;
    }
    if (json.has("layers")) {
      try (Model model = models.standard(golden.name(), true)) {
        checkLayers(model, json.getAsJsonArray("layers"), checks);
        checkWeights(model, json, checks);
      }
    }
    if (json.has("params_without_top")) {
      try (Model model = models.standard(golden.name(), false)) {
        checks.same(
            "parameters without top",
            parameters(model.weights()),
            json.get("params_without_top").getAsLong());
        // In Keras's session this was the second model, so its numbers are others.
        checks.same(
            "last layer without top",
            unnumbered(last(model).name()),
            unnumbered(json.get("last_layer_without_top").getAsString()));
      }
    }
    if (json.has("probe")) {
      checkProbe(golden.name(), json.getAsJsonObject("probe"), backend, checks);
    }
  }

  private static void checkLayers(Model model, JsonArray expected, Checks checks) {
    // Keras does not count plain operations among the layers.
    List<Layer> layers =
        model.layers().stream().filter(layer -> !(layer instanceof Operation)).toList();
    checks.same("number of layers", layers.size(), expected.size());
    for (int i = 0; i < Math.min(layers.size(), expected.size()); i++) {
      Layer layer = layers.get(i);
      JsonArray made = new JsonArray();
      made.add(layer.name());
      made.add(layer.className());
      made.add(shape(layer.output()));
      made.add(parameters(layer.weights()));
      checks.same("layer " + i, made, expected.get(i));
    }
  }

  /** The extents but the batch's; null where they are open. */
  private static JsonArray shape(KerasTensor tensor) {
    JsonArray shape = new JsonArray();
    for (long extent : tensor.shape().slice(1).getShape()) {
      shape.add(extent < 0 ? null : extent);
    }
    return shape;
  }

  private static void checkWeights(Model model, JsonObject json, Checks checks) {
    checks.same("parameters", parameters(model.weights()), json.get("params").getAsLong());
    checks.same(
        "trainable parameters",
        parameters(model.trainableWeights()),
        json.get("trainable_params").getAsLong());
    JsonArray expected = json.getAsJsonArray("weights");
    checks.same("number of weights", model.weights().size(), expected.size());
    for (int i = 0; i < Math.min(model.weights().size(), expected.size()); i++) {
      Weight weight = model.weights().get(i);
      JsonArray wanted = expected.get(i).getAsJsonArray();
      JsonArray made = new JsonArray();
      made.add(inLayer(weight.variable().name()));
      JsonArray extents = new JsonArray();
      for (long extent : weight.type().shape().getShape()) {
        extents.add(extent);
      }
      made.add(extents);
      JsonArray known = wanted.deepCopy();
      String path = inLayer(wanted.get(0).getAsString());
      known.set(0, new JsonPrimitive(UNNAMED.matcher(path).replaceFirst("/" + weight.name())));
      checks.same("weight " + i, made, known);
    }
  }

  /** A weight's path from its layer on; before it Keras has the scopes that code was run in. */
  private static String inLayer(String path) {
    String[] parts = path.split("/");
    return String.join("/", List.of(parts).subList(Math.max(0, parts.length - 2), parts.length));
  }

  private void checkProbe(String name, JsonObject probe, Backend backend, Checks checks) {
    long size = probe.get("input_size").getAsLong();
    TensorData image = models.preprocess(name, FormulaValues.image(size));
    JsonArray head = probe.getAsJsonArray("preprocessed_head");
    checks.close("preprocessed", first(image, head.size()), values(head), GoldenTolerance.VALUE);
    JsonObject before = probe.getAsJsonObject("before_last_layer");
    try (Model model = models.sized(name, size, probe.get("classes").getAsInt());
        Model both =
            new Model(model.inputs(), List.of(last(model).input(), model.outputs().get(0)))) {
      both.on(backend);
      both.setVariableValues(model.weights(), FormulaValues.weights(model));
      List<TensorData> made = both.predictOnBatch(image);
      JsonArray probabilities = probe.getAsJsonArray("probabilities");
      GoldenTolerance close = new GoldenTolerance(RELATIVE, 1e-7);
      checks.close("probabilities", flat(made.get(1)), values(probabilities), close);
      double deviation = before.get("std").getAsDouble();
      // Features near zero are sums of others that are not.
      GoldenTolerance features = new GoldenTolerance(RELATIVE, RELATIVE * deviation);
      JsonArray features0 = before.getAsJsonArray("head");
      checks.close(
          "before the last layer",
          first(made.get(0), features0.size()),
          values(features0),
          features);
      double[] moments = moments(made.get(0));
      checks.close(
          "mean and standard deviation before the last layer",
          TensorData.of(new float[] {(float) moments[0], (float) moments[1]}),
          TensorData.of(new float[] {before.get("mean").getAsFloat(), (float) deviation}),
          features);
    }
  }

  private static Layer last(Model model) {
    return model.layers().get(model.layers().size() - 1);
  }

  private static String unnumbered(String name) {
    return name.replaceFirst("_\\d+$", "");
  }

  private static long parameters(List<Weight> weights) {
    return weights.stream().mapToLong(weight -> weight.type().shape().size()).sum();
  }

  private static TensorData values(JsonArray numbers) {
    float[] values = new float[numbers.size()];
    IntStream.range(0, values.length).forEach(i -> values[i] = numbers.get(i).getAsFloat());
    return TensorData.of(values);
  }

  private static TensorData flat(TensorData data) {
    return first(data, Math.toIntExact(data.size()));
  }

  private static TensorData first(TensorData data, int count) {
    float[] values = new float[count];
    IntStream.range(0, count).forEach(i -> values[i] = (float) data.getDouble(i));
    return TensorData.of(values);
  }

  private static double[] moments(TensorData data) {
    double mean =
        IntStream.range(0, (int) data.size()).mapToDouble(data::getDouble).average().orElse(0);
    double square =
        IntStream.range(0, (int) data.size())
            .mapToDouble(i -> Math.pow(data.getDouble(i) - mean, 2))
            .average()
            .orElse(0);
    return new double[] {mean, Math.sqrt(square)};
  }
}
