package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.config.UnknownNameException;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;
import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Calls of the functions of {@code keras.utils} about data, and of {@code keras.datasets}. */
final class DataGoldens implements GoldenKind {
  private static final Map<String, DataCall.Function> FUNCTIONS = functions();

  private static Map<String, DataCall.Function> functions() {
    Map<String, DataCall.Function> all = new HashMap<>();
    List.of(
            DataArrayCalls.FUNCTIONS,
            DataBoxCalls.FUNCTIONS,
            DataImageCalls.FUNCTIONS,
            DataFolderCalls.FUNCTIONS,
            DataTableCalls.FUNCTIONS)
        .forEach(all::putAll);
    return Map.copyOf(all);
  }

  @Override
  public String name() {
    return "data";
  }

  @Override
  public String deviation(GoldenCase golden) {
    JsonObject json = golden.json();
    JsonElement axis = json.getAsJsonObject("kwargs").get("axis");
    if (!json.get("call").getAsString().equals("keras.utils.normalize")
        || axis == null
        || axis.getAsInt() != 0
        || isTensor(json.getAsJsonArray("args").get(0))) {
      return null;
    }
    JsonObject expected = json.getAsJsonObject("expected");
    boolean flat = expected.has("result") && shape(expected).size() < 2;
    return flat ? null : "normalize divides by the norms along axis 0, as it says";
  }

  private static JsonArray shape(JsonObject expected) {
    return expected.getAsJsonObject("result").getAsJsonArray("shape");
  }

  private static boolean isTensor(JsonElement argument) {
    return argument.isJsonObject() && argument.getAsJsonObject().has("as");
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    JsonObject json = golden.json();
    String function = json.get("call").getAsString();
    if (!FUNCTIONS.containsKey(function)) {
      throw new UnknownNameException(function, "the function is not known here");
    }
    DataCall call =
        new DataCall(
            json,
            golden.arrays().read(),
            golden.folder(),
            new GoldenProgram(false),
            backend.name(),
            new StringBuilder());
    JsonObject expected = json.getAsJsonObject("expected");
    Object got;
    try {
      got = FUNCTIONS.get(function).call(call);
    } catch (IllegalArgumentException e) {
      if (!expected.has("raised")) {
        throw e;
      }
      return;
    }
    checks.require(!expected.has("raised"), "expected an error as " + expected.get("raised"));
    if (expected.has("result")) {
      Map<Object, TensorData> fetched = fetched(call, got, backend);
      new DataResults(call, fetched, checks)
          .compare("result", got, expected.getAsJsonObject("result"));
    }
    if (expected.has("text")) {
      checks.same("text", call.printed().toString(), expected.get("text").getAsString());
    }
  }

  /** What the backend computes of the tensors among the results. */
  private static Map<Object, TensorData> fetched(DataCall call, Object got, Backend backend) {
    Map<Object, TensorData> values = new IdentityHashMap<>();
    List<?> tensors = got instanceof Map<?, ?> map ? List.copyOf(map.values()) : List.of(got);
    if (tensors.stream().noneMatch(Tensor.class::isInstance)) {
      return values;
    }
    for (int i = 0; i < tensors.size(); i++) {
      call.program().fetch("result " + i, (Tensor) tensors.get(i));
    }
    GoldenProgram.Results run = call.program().run(backend);
    for (int i = 0; i < tensors.size(); i++) {
      values.put(tensors.get(i), run.get("result " + i));
    }
    return values;
  }
}
