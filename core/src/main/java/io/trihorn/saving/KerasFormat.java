package io.trihorn.saving;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Writer;
import io.trihorn.saving.legacy.Era;
import io.trihorn.saving.legacy.LegacyConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Function;

/** Keras 3's own format: a zip of a configuration and an HDF5 file of variables. */
final class KerasFormat implements ModelFormat {
  /** The version of Keras whose layout is written. */
  static final String KERAS_VERSION = "3.15.1";

  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd@HH:mm:ss");

  /**
   * How variables are read.
   *
   * @param memory up to this size into memory
   * @param mapping up to this size from the file itself; larger ones, and packed ones that are too
   *     large for memory, from a temporary file
   */
  record Limits(long memory, long mapping) {
    static final Limits DEFAULT = new Limits(64L << 20, Integer.MAX_VALUE);
  }

  @Override
  public String extension() {
    return ".keras";
  }

  @Override
  public Model load(Path file, boolean compile) throws IOException {
    try (KerasArchive archive = new KerasArchive(file)) {
      Model model = Models.fromJson(config(archive, file), compile);
      try {
        readWeights(
            archive,
            file,
            root -> new WeightsTree(model, file.toString()).read(root, LoadWeights.DEFAULT, true));
      } catch (RuntimeException | IOException e) {
        model.close();
        throw e;
      }
      return model;
    }
  }

  /** The configuration of what an archive holds. */
  static JsonObject json(KerasArchive archive, Path file) throws IOException {
    String text = archive.text(KerasArchive.CONFIG);
    JsonElement json;
    try {
      json = JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new SavingException(
          file + ": " + KerasArchive.CONFIG + " is no JSON: " + e.getMessage());
    }
    if (!json.isJsonObject()) {
      throw new SavingException(file + ": " + KerasArchive.CONFIG + " is no model's: " + json);
    }
    return json.getAsJsonObject();
  }

  private static String config(KerasArchive archive, Path file) throws IOException {
    JsonObject model = json(archive, file);
    if (FeatureSpaces.isSpace(model)) {
      throw new SavingException(
          file + " holds a FeatureSpace, not a model; load it by Saving.loadFeatureSpace");
    }
    if (isKeras2(archive)) {
      JsonElement compiled = model.get("compile_config");
      model = LegacyConfig.toKeras3(model, Era.KERAS2);
      model.add("compile_config", compiled == null ? JsonNull.INSTANCE : compiled);
    }
    Vocabularies.addTo(model, archive, file);
    return model.toString();
  }

  /** Keras 2.12 to 2.15 wrote this format too, with the configurations of their time. */
  private static boolean isKeras2(KerasArchive archive) throws IOException {
    if (!archive.has(KerasArchive.METADATA)) {
      return false;
    }
    try {
      JsonElement metadata = JsonParser.parseString(archive.text(KerasArchive.METADATA));
      JsonElement version = metadata.getAsJsonObject().get("keras_version");
      return version != null && version.getAsString().startsWith("2.");
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new SavingException(KerasArchive.METADATA + " is nothing that Keras writes: " + e, e);
    }
  }

  /** Does something with the tree of variables in an archive. */
  static <T> T readWeights(KerasArchive archive, Path file, Function<Hdf5Group, T> action)
      throws IOException {
    return readWeights(archive, file, Limits.DEFAULT, action);
  }

  static <T> T readWeights(
      KerasArchive archive, Path file, Limits limits, Function<Hdf5Group, T> action)
      throws IOException {
    long size = archive.size(KerasArchive.WEIGHTS);
    String name = file + " (" + KerasArchive.WEIGHTS + ")";
    if (size <= limits.memory()) {
      byte[] bytes = archive.bytes(KerasArchive.WEIGHTS, limits.memory());
      try (Hdf5File weights = Hdf5File.open(ByteBuffer.wrap(bytes), name)) {
        return action.apply(weights.root());
      }
    }
    if (size <= limits.mapping() && archive.isStored(KerasArchive.WEIGHTS)) {
      try (Hdf5File weights = Hdf5File.open(archive.part(KerasArchive.WEIGHTS), name)) {
        return action.apply(weights.root());
      }
    }
    Path temporary = Files.createTempFile("trihorn", ".weights.h5");
    try {
      archive.extract(KerasArchive.WEIGHTS, temporary);
      try (Hdf5File weights = Hdf5File.open(temporary)) {
        return action.apply(weights.root());
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public void save(Model model, Path file, boolean includeOptimizer) throws IOException {
    JsonObject config = Models.toJson(model);
    if (!includeOptimizer) {
      config.add("compile_config", new JsonObject());
    }
    Hdf5Group tree = new WeightsTree(model, file.toString()).write(includeOptimizer);
    write(file, config, tree, Vocabularies.of(Saveables.of(model)));
  }

  /** Writes an archive. */
  static void write(Path file, JsonObject config, Hdf5Group tree, Map<String, String> assets)
      throws IOException {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("keras_version", KERAS_VERSION);
    metadata.addProperty("date_saved", DATE.format(LocalDateTime.now()));
    Path weights = file.resolveSibling(file.getFileName() + ".weights");
    try {
      Hdf5Writer.write(tree, weights);
      KerasArchive.write(file, metadata.toString(), config.toString(), weights, assets);
    } finally {
      Files.deleteIfExists(weights);
    }
  }
}
