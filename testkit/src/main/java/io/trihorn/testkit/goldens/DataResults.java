package io.trihorn.testkit.goldens;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.data.image.Images;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.Texts;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares what a call gave with what Keras's gave.
 *
 * @param call the call
 * @param fetched what the backend computed, by the tensors' places
 * @param checks where problems go
 */
record DataResults(DataCall call, Map<Object, TensorData> fetched, Checks checks) {
  private static final GoldenTolerance ARRAYS = new GoldenTolerance(1e-5, 1e-5);

  /** Images with values from 0 to 255. */
  private static final GoldenTolerance IMAGES = new GoldenTolerance(1e-5, 1e-3);

  void compare(String what, Object got, JsonObject expected) {
    if (expected.has("array")) {
      TensorData tensor = got instanceof TensorData data ? data : fetched.get(got);
      checks.close(what, tensor, array(expected, "array"), tolerance());
    } else if (expected.has("image")) {
      compareImage(what, (BufferedImage) got, expected);
    } else if (expected.has("dict")) {
      Map<?, ?> map = (Map<?, ?>) got;
      JsonObject dict = expected.getAsJsonObject("dict");
      checks.same(what + ": names", map.size(), dict.size());
      dict.entrySet()
          .forEach(
              e ->
                  compare(
                      what + " " + e.getKey(),
                      map.get(e.getKey()),
                      e.getValue().getAsJsonObject()));
    } else if (expected.has("dataset")) {
      compareDataset(what, (DataElements) got, expected);
    } else if (expected.has("strings")) {
      checks.same(what, Texts.of(got).values(), plain(expected.get("strings")));
    } else if (expected.has("value")) {
      checks.same(what, got, plain(expected.get("value")));
    } else {
      JsonArray parts = expected.getAsJsonArray(expected.has("tuple") ? "tuple" : "list");
      List<?> list = (List<?>) got;
      checks.same(what + ": size", list.size(), parts.size());
      for (int i = 0; i < Math.min(list.size(), parts.size()); i++) {
        compare(what + "[" + i + "]", list.get(i), parts.get(i).getAsJsonObject());
      }
    }
  }

  private TensorData array(JsonObject expected, String member) {
    return call.arrays().get(expected.get(member).getAsString());
  }

  private GoldenTolerance tolerance() {
    String name = call.json().get("call").getAsString();
    return name.contains("image") || name.contains("img") ? IMAGES : ARRAYS;
  }

  private static Object plain(JsonElement e) {
    if (e.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      e.getAsJsonArray().forEach(one -> list.add(plain(one)));
      return list;
    }
    return DataCall.primitive((JsonPrimitive) e);
  }

  private void compareImage(String what, BufferedImage image, JsonObject expected) {
    TensorData wanted = array(expected, "image");
    long[] dims = wanted.type().dims();
    long channels = dims.length == 2 ? 1 : dims[2];
    checks.close(
        what,
        Images.imageToArray(image, "channels_last", DataType.INT32),
        wanted.cast(DataType.INT32).reshape(dims[0], dims[1], channels),
        ARRAYS);
    checks.same(
        what + ": size", List.of(image.getWidth(), image.getHeight()), plain(expected.get("size")));
  }

  private void compareDataset(String what, DataElements got, JsonObject expected) {
    JsonArray wanted = expected.getAsJsonArray("dataset");
    List<List<TensorData>> elements = got.all();
    checks.same(what + ": elements", elements.size(), wanted.size());
    for (int i = 0; i < Math.min(elements.size(), wanted.size()); i++) {
      compareElement(what + " element " + i, elements.get(i), wanted.get(i).getAsJsonObject());
    }
    if (expected.has("class_names")) {
      JsonElement names = expected.get("class_names");
      checks.same(
          what + ": classes", got.classNames(), names.isJsonNull() ? List.of() : plain(names));
    }
    if (expected.has("file_paths") && got.filePaths() != null) {
      checks.same(
          what + ": files",
          DataFolderCalls.relative(call, got.filePaths()),
          plain(expected.get("file_paths")));
    }
  }

  private void compareElement(String what, List<TensorData> got, JsonObject expected) {
    List<JsonObject> parts =
        expected.has("tuple")
            ? expected.getAsJsonArray("tuple").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList()
            : List.of(expected);
    List<TensorData> rest = new ArrayList<>(got);
    for (int i = 0; i < parts.size() && !rest.isEmpty(); i++) {
      TensorData tensor = rest.remove(0);
      if (parts.get(i).has("ragged")) {
        compareRagged(what, tensor, rest.remove(0), parts.get(i).getAsJsonArray("ragged"));
      } else {
        compare(what + "[" + i + "]", tensor, parts.get(i));
      }
    }
    checks.same(what + ": tensors left", rest.size(), 0);
  }

  /** A ragged tensor is rows that are filled up, and their lengths. */
  private void compareRagged(String what, TensorData rows, TensorData lengths, JsonArray expected) {
    long longest = rows.type().dim(1);
    long width = rows.size() / rows.type().dim(0) / longest;
    for (int i = 0; i < expected.size(); i++) {
      JsonArray steps = expected.get(i).getAsJsonArray();
      checks.same(what + ": length of row " + i, lengths.getLong(i), (long) steps.size());
      for (int k = 0; k < steps.size(); k++) {
        for (int c = 0; c < width; c++) {
          double got = rows.getDouble((i * longest + k) * width + c);
          double wanted = steps.get(k).getAsJsonArray().get(c).getAsDouble();
          checks.require(
              ARRAYS.excess(got, wanted) <= 1,
              what + ": row " + i + ", step " + k + " should be " + wanted + ", but is " + got);
        }
      }
    }
  }
}
