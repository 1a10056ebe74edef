package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Tensor;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A function of {@code keras.ops} with inputs, and what NumPy or SciPy gives for them.
 *
 * @param name Keras's name of the function, and perhaps what is special
 * @param function the function
 * @param smooth whether its gradient is checked
 * @param inputs what it is given
 * @param outputs what it should give
 */
record OpExample(
    String name,
    Function<List<Tensor>, List<Tensor>> function,
    boolean smooth,
    List<TensorData> inputs,
    List<TensorData> outputs) {
  private static final JsonObject FILE = read();

  private static JsonObject read() {
    try (Reader reader =
        new InputStreamReader(
            OpExample.class.getResourceAsStream("ops.json"), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names for which there are numbers. */
  static List<String> names() {
    return List.copyOf(FILE.keySet());
  }

  static OpExample of(String name, Function<List<Tensor>, List<Tensor>> function, boolean smooth) {
    JsonObject found = FILE.getAsJsonObject(name);
    if (found == null) {
      throw new AssertionError("there are no numbers for '" + name + "'; see ops_cases.py");
    }
    return new OpExample(
        name, function, smooth, tensors(found, "inputs"), tensors(found, "outputs"));
  }

  /** Keras's name of the function. */
  String kerasName() {
    return name.split(" ")[0];
  }

  private static List<TensorData> tensors(JsonObject json, String key) {
    List<TensorData> tensors = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray(key)) {
      JsonObject tensor = element.getAsJsonObject();
      JsonArray shape = tensor.getAsJsonArray("shape");
      long[] dims = new long[shape.size()];
      for (int i = 0; i < dims.length; i++) {
        dims[i] = shape.get(i).getAsLong();
      }
      var dtype = DTypes.parse(tensor.get("dtype").getAsString());
      var wide = dtype.isFloating() ? DataType.FLOAT64 : dtype;
      TensorData data = TensorData.zeros(TensorType.of(wide, dims));
      JsonArray values = tensor.getAsJsonArray("values");
      for (int i = 0; i < values.size(); i++) {
        data.setDouble(i, number(values.get(i).getAsString()));
      }
      tensors.add(data);
    }
    return tensors;
  }

  private static double number(String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
