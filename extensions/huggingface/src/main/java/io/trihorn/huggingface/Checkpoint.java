package io.trihorn.huggingface;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.trihorn.graph.TensorData;
import io.trihorn.saving.files.PyTorchFiles;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.safetensors.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The tensors of a folder: in one file of safetensors, or in several and an index of them. */
final class Checkpoint {
  static final String FILE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String PICKLED = "pytorch_model.bin";

  private Checkpoint() {}

  /**
   * All tensors by name, mapped into memory.
   *
   * @throws SavingException if there are none, a file is damaged, or they are pickled
   */
  static Map<String, TensorData> read(Path folder) {
    Path whole = folder.resolve(FILE);
    if (Files.exists(whole)) {
      return SafeTensors.read(whole).tensors();
    }
    Path index = folder.resolve(INDEX);
    if (Files.exists(index)) {
      Map<String, TensorData> tensors = new LinkedHashMap<>();
      for (String part : parts(index)) {
        tensors.putAll(SafeTensors.read(folder.resolve(part)).tensors());
      }
      return tensors;
    }
    if (Files.exists(folder.resolve(PICKLED))) {
      PyTorchFiles.refuse(folder.resolve(PICKLED));
    }
    throw new SavingException("there is no " + whole + " and no " + index);
  }

  /** The names of files beside an index; none leads elsewhere. */
  private static Set<String> parts(Path index) {
    JsonElement json;
    try {
      json = JsonParser.parseString(Files.readString(index));
    } catch (IOException | JsonParseException e) {
      throw new SavingException("could not read " + index + ": " + e.getMessage(), e);
    }
    if (!(json instanceof JsonObject object)
        || !(object.get("weight_map") instanceof JsonObject map)) {
      throw new SavingException(index + " should be an object with a weight_map");
    }
    Set<String> parts = new LinkedHashSet<>();
    for (JsonElement each : map.asMap().values()) {
      boolean name =
          each instanceof JsonPrimitive text
              && text.isString()
              && !text.getAsString().isEmpty()
              && Path.of(text.getAsString()).getNameCount() == 1
              && !text.getAsString().startsWith(".")
              && !Path.of(text.getAsString()).isAbsolute();
      if (!name) {
        throw new SavingException(index + ": weight_map should name files beside it, not " + each);
      }
      parts.add(each.getAsString());
    }
    return parts;
  }
}
