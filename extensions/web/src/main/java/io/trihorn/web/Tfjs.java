package io.trihorn.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.trihorn.backend.BackendException;
import io.trihorn.config.ConfigException;
import io.trihorn.config.JsonParts;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.CompilationConfig;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Models;
import io.trihorn.saving.files.FileSet;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.legacy.Era;
import io.trihorn.saving.legacy.LegacyConfig;
import io.trihorn.state.Weight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Models for TensorFlow.js, which runs and trains them in browsers and under Node: its layers-model
 * files, {@code model.json} and weights in files of 4 MB beside it. {@code
 * tf.loadLayersModel("model.json")} reads them there.
 */
public final class Tfjs {
  /** The name of the file that the others belong to. */
  public static final String MODEL = "model.json";

  private static final String FORMAT = "layers-model";

  private Tfjs() {}

  /**
   * Writes a model with its weights and, where it is compiled, its training: optimizer with its
   * variables, losses and metrics, so that {@code fit} goes on there.
   *
   * @param folder is made where it is not there; a model in it is replaced when the new one is
   *     whole
   * @throws ConfigException if TensorFlow.js does not have all that the model needs; the message
   *     names every such thing
   * @throws SavingException if it cannot be written
   */
  public static void export(Model model, Path folder) {
    export(model, folder, true);
  }

  /**
   * Writes a model with its weights.
   *
   * @param includeOptimizer whether to write what it is compiled with, too
   * @throws ConfigException if TensorFlow.js does not have all that the model needs; the message
   *     names every such thing
   * @throws SavingException if it cannot be written
   */
  public static void export(Model model, Path folder, boolean includeOptimizer) {
    model.inputs(); // Fails where there are no weights yet.
    Problems problems = new Problems();
    Map<Layer, String> layers = LayerNames.of(model);
    JsonObject topology = ModelForm.of(model, layers, problems);
    Masks.check(model, false, problems);
    boolean trains = includeOptimizer && model.compilation() != null;
    JsonObject training = trains ? TrainingForm.write(model, problems) : null;
    Map<Weight, String> names = WeightNames.of(model, layers);
    problems.check();
    topology.addProperty("keras_version", "2.15.0");
    topology.addProperty("backend", "tensorflow");
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("generatedBy", "trihorn");
    json.add("convertedBy", JsonNull.INSTANCE);
    json.add("modelTopology", topology);
    if (trains) {
      json.add("trainingConfig", training);
    }
    try {
      Files.createDirectories(folder);
      write(model, folder.resolve(MODEL), json, names, trains);
    } catch (IOException e) {
      throw new SavingException("could not write the model to " + folder + ": " + e, e);
    }
  }

  private static void write(
      Model model, Path file, JsonObject json, Map<Weight, String> names, boolean trains)
      throws IOException {
    FileSet files = new FileSet(file, "weights", "_%05d.bin");
    try {
      model.undisturbed(
          () -> {
            try {
              Shards shards = new Shards(files);
              List<TensorData> values = model.weightValues();
              for (int i = 0; i < values.size(); i++) {
                shards.add(names.get(model.weights().get(i)), values.get(i), null);
              }
              if (trains) {
                OptimizerForm.writeState(model, names, shards);
              }
              json.add("weightsManifest", shards.write());
              files.finish(path -> Files.writeString(path, json.toString()));
              files.clean("");
              return null;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Reads a layers-model, of TensorFlow.js itself, of its converter or from here, compiled where
   * the file says with what.
   *
   * @param file {@code model.json}; its weights are beside it
   * @throws SavingException if it cannot be read, is damaged, or holds what is unknown here
   */
  public static Model load(Path file) {
    return load(file, true);
  }

  /**
   * Reads a layers-model.
   *
   * @param file {@code model.json}; its weights are beside it
   * @param compile whether to compile it as the file says
   * @throws SavingException if it cannot be read, is damaged, or holds what is unknown here
   */
  public static Model load(Path file, boolean compile) {
    try {
      return read(file, compile);
    } catch (SavingException e) {
      throw e;
    } catch (IOException | ConfigException | ShapeException | ModelException | BackendException e) {
      throw new SavingException("could not load " + file + ": " + e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      throw new SavingException(
          "could not load "
              + file
              + ": the file is damaged or nothing that TensorFlow.js writes ("
              + e
              + ")",
          e);
    }
  }

  private static Model read(Path file, boolean compile) throws IOException {
    JsonObject json = parse(file);
    JsonElement format = json.get("format");
    if (format != null
        && !format.isJsonNull()
        && !JsonParts.text("format", format).equals(FORMAT)) {
      throw new SavingException(
          file
              + " is a "
              + format.getAsString()
              + ", a graph without layers; what can be read is a "
              + FORMAT);
    }
    JsonObject topology = JsonParts.object("modelTopology", json.get("modelTopology"));
    JsonElement training = json.get("trainingConfig");
    if (topology.has("model_config")) {
      training = training == null ? topology.get("training_config") : training;
      topology = JsonParts.object("model_config", topology.get("model_config"));
    }
    Map<String, TensorData> stored = new LinkedHashMap<>();
    if (json.has("weightsManifest")) {
      stored.putAll(Shards.read(file, json.get("weightsManifest")));
    }
    Model model =
        Models.fromConfig(
            LegacyConfig.toKeras3(withoutNulls(topology).getAsJsonObject(), Era.KERAS2));
    try {
      List<TensorData> state = new ArrayList<>();
      stored.entrySet().stream()
          .filter(e -> e.getKey().startsWith(Shards.OPTIMIZER))
          .forEach(e -> state.add(e.getValue()));
      stored.keySet().removeIf(name -> name.startsWith(Shards.OPTIMIZER));
      model.inputs(); // Without the shape of the input there are no weights to put values into.
      setWeights(file, model, stored);
      if (compile && training != null && training.isJsonObject()) {
        JsonObject compiled = TrainingForm.read(training.getAsJsonObject());
        Models.compileAsSaved(model, CompilationConfig.read(compiled, model.outputNames()));
        if (!state.isEmpty()) {
          OptimizerForm.readState(model, state);
        }
      }
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static JsonObject parse(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new SavingException("there is no file " + file.toAbsolutePath());
    }
    try {
      return JsonParts.object(file.toString(), JsonParser.parseString(Files.readString(file)));
    } catch (JsonParseException e) {
      throw new SavingException(file + " is no JSON: " + e.getMessage(), e);
    }
  }

  /**
   * A configuration without attributes of no value, which TensorFlow.js writes where Keras has a
   * default. How results of two directions are merged is the one that can be null.
   */
  private static JsonElement withoutNulls(JsonElement e) {
    if (e.isJsonArray()) {
      JsonArray list = new JsonArray();
      e.getAsJsonArray().forEach(item -> list.add(withoutNulls(item)));
      return list;
    }
    if (!e.isJsonObject()) {
      return e;
    }
    JsonObject kept = new JsonObject();
    e.getAsJsonObject()
        .entrySet()
        .forEach(
            entry -> {
              boolean open = entry.getKey().equals("target_shape");
              if (!entry.getValue().isJsonNull() || entry.getKey().equals("merge_mode")) {
                kept.add(
                    entry.getKey(), open ? open(entry.getValue()) : withoutNulls(entry.getValue()));
              }
            });
    return kept;
  }

  /** A shape whose open extent is null there and -1 in Keras. */
  private static JsonElement open(JsonElement shape) {
    JsonArray list = new JsonArray();
    JsonParts.array("target_shape", shape)
        .forEach(e -> list.add(e.isJsonNull() ? new JsonPrimitive(-1) : e));
    return list;
  }

  private static void setWeights(Path file, Model model, Map<String, TensorData> stored) {
    Map<String, TensorData> left = new LinkedHashMap<>(stored);
    List<Weight> weights = new ArrayList<>();
    List<TensorData> values = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    Map<String, String> shorter = new LinkedHashMap<>();
    stored.keySet().forEach(name -> shorter.putIfAbsent(withoutCell(name), name));
    WeightNames.of(model, LayerNames.of(model))
        .forEach(
            (weight, name) -> {
              String given = stored.containsKey(name) ? name : shorter.get(name);
              TensorData value = given == null ? null : left.remove(given);
              if (value == null) {
                missing.add(name);
              } else if (!value.shape().equals(weight.type().shape())) {
                throw new SavingException(
                    "%s: weight '%s' should have the shape %s, but has %s"
                        .formatted(file, name, weight.type().shape(), value.shape()));
              } else {
                weights.add(weight);
                values.add(value);
              }
            });
    if (!missing.isEmpty() || !left.isEmpty()) {
      throw new SavingException(
          "%s: the model has weights that are not in the files, %s, and the files some that are not in"
                  .formatted(file, missing)
              + " the model, "
              + left.keySet());
    }
    model.setVariableValues(weights, values);
  }

  /** Newer versions of Keras 2 put a recurrent layer's cell into the name. */
  private static String withoutCell(String name) {
    int last = name.lastIndexOf('/');
    int before = last < 0 ? -1 : name.lastIndexOf('/', last - 1);
    return before < 0 ? name : name.substring(0, before) + name.substring(last);
  }
}
