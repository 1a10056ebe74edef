package io.trihorn.saving;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.files.FileSet;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5Dataset;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Node;
import io.trihorn.saving.hdf5.Hdf5Writer;
import io.trihorn.state.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Keras 3's weights in several HDF5 files of limited size, and a JSON file that says which group is
 * in which of them.
 */
final class ShardedWeights implements WeightsFormat {
  /** Keras's limit, in GiB. */
  static final double DEFAULT_LIMIT = 5;

  private static final long INDEX_LIMIT = 256L << 20;
  private final double limit;

  ShardedWeights(double limitInGib) {
    this.limit = limitInGib * (1L << 30);
  }

  @Override
  public String extension() {
    return ".weights.json";
  }

  // Writing.

  @Override
  public void save(Model model, Path file) throws IOException {
    WeightsTree tree = new WeightsTree(model, file.toString());
    FileSet files = files(file);
    List<Hdf5Group> shards = new ArrayList<>(List.of(new Hdf5Group()));
    JsonObject map = new JsonObject();
    double total = 0;
    double current = 0;
    for (Saveable saveable : tree.saveables(true)) {
      name(last(shards), saveable);
      Map<Weight, TensorData> merged = tree.merged(saveable.layer());
      for (int i = 0; i < saveable.variables().size(); i++) {
        Weight variable = saveable.variables().get(i);
        double size = variable.type().bytes();
        if (size > limit) {
          throw new SavingException(
              String.format(
                  Locale.ROOT,
                  "%s: '%s' takes %.0f bytes, but a file may have %.0f; allow more",
                  file,
                  variable.variable().name(),
                  size,
                  limit));
        }
        if (current + size > limit) {
          shards.add(new Hdf5Group());
          name(last(shards), saveable);
          current = 0;
        }
        current += size;
        total += size;
        tree.put(last(shards), saveable.group() + "/" + i, variable, merged.get(variable));
        note(map, "/" + saveable.group(), files.name(shards.size() - 1));
      }
    }
    for (int i = 0; i < shards.size(); i++) {
      Hdf5Group shard = shards.get(i);
      files.write(i, path -> Hdf5Writer.write(shard, path));
    }
    String index = new GsonBuilder().setPrettyPrinting().create().toJson(index(total, map));
    files.finish(path -> Files.writeString(path, index));
    String first = files.firstName(0);
    if (!files.name(0).equals(first)) {
      // Keras opens the file of this name whatever the index says.
      AtomicFile.write(file.resolveSibling(first), path -> Hdf5Writer.write(new Hdf5Group(), path));
    }
    files.clean(first);
  }

  private static Hdf5Group last(List<Hdf5Group> shards) {
    return shards.get(shards.size() - 1);
  }

  private static void name(Hdf5Group shard, Saveable saveable) {
    shard.putGroup(saveable.group()).setText("name", saveable.ownName());
  }

  private static JsonObject index(double total, JsonObject map) {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("total_size", total);
    JsonObject index = new JsonObject();
    index.add("metadata", metadata);
    index.add("weight_map", map);
    return index;
  }

  private FileSet files(Path file) {
    String name = file.getFileName().toString();
    String base = name.substring(0, name.length() - extension().length());
    return new FileSet(file, base, "_%05d.weights.h5");
  }

  /** Notes a group's file: one name, or a list where there are several. */
  private static void note(JsonObject map, String group, String file) {
    JsonElement before = map.get(group);
    JsonPrimitive name = new JsonPrimitive(file);
    if (before == null) {
      map.add(group, name);
    } else if (before.isJsonArray()) {
      if (!before.getAsJsonArray().contains(name)) {
        before.getAsJsonArray().add(name);
      }
    } else if (!before.equals(name)) {
      JsonArray both = new JsonArray();
      both.add(before);
      both.add(name);
      map.add(group, both);
    }
  }

  // Reading.

  @Override
  public Map<String, String> load(Model model, Path file, LoadWeights options) throws IOException {
    Hdf5Group whole = new Hdf5Group();
    List<Hdf5File> open = new ArrayList<>();
    try {
      for (String shard : shards(file)) {
        Hdf5File part = Hdf5File.open(file.resolveSibling(shard));
        open.add(part);
        join(part.root(), whole);
      }
      return new WeightsTree(model, file.toString()).read(whole, options, true);
    } finally {
      open.forEach(Hdf5File::close);
    }
  }

  private static void join(Hdf5Group source, Hdf5Group whole) {
    for (Hdf5Node child : source.children().values()) {
      if (child instanceof Hdf5Group group) {
        Hdf5Group target = whole.putGroup(group.path());
        if (group.hasAttribute("name")) {
          target.setText("name", group.text("name"));
        }
        join(group, whole);
      } else {
        Hdf5Dataset dataset = (Hdf5Dataset) child;
        whole.putDataset(dataset.path(), dataset.type(), dataset::read);
      }
    }
  }

  private static Set<String> shards(Path file) throws IOException {
    if (Files.size(file) > INDEX_LIMIT) {
      throw new SavingException(file + " is too large to say where weights are");
    }
    JsonObject index = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    Set<String> names = new LinkedHashSet<>();
    for (JsonElement places : index.getAsJsonObject("weight_map").asMap().values()) {
      List<JsonElement> list =
          places.isJsonArray() ? places.getAsJsonArray().asList() : List.of(places);
      list.forEach(name -> names.add(plain(file, name.getAsString())));
    }
    return names;
  }

  /** The name of a file in the same folder, and of none elsewhere. */
  private static String plain(Path file, String name) {
    Path path = Path.of(name);
    if (path.isAbsolute() || path.getNameCount() != 1 || name.equals("..") || name.equals(".")) {
      throw new SavingException(
          file + ": '" + name + "' should be the name of a file in the same folder");
    }
    return name;
  }
}
