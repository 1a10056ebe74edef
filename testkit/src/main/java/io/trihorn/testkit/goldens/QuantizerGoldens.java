package io.trihorn.testkit.goldens;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.backend.Backend;
import io.trihorn.config.UnknownNameException;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Core;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.quantizers.AbsMax;
import io.trihorn.quantizers.FakeQuantization;
import io.trihorn.quantizers.Float8;
import io.trihorn.quantizers.Int4;
import io.trihorn.quantizers.Quantizer;
import io.trihorn.quantizers.ValueRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Calls of the functions of {@code keras.quantizers}. */
final class QuantizerGoldens implements GoldenKind {
  /** Integers are exact; scales have little room. */
  private static final GoldenTolerance SCALES = new GoldenTolerance(1e-5, 1e-6);

  private static final Map<String, Function<Arguments, List<?>>> FUNCTIONS =
      Map.of(
          "keras.quantizers.abs_max_quantize", QuantizerGoldens::absMax,
          "keras.quantizers.abs_max_quantize_grouped_with_zero_point", QuantizerGoldens::grouped,
          "keras.quantizers.fake_quant_with_min_max_vars", a -> List.of(fakeQuantized(a)),
          "golden.fake_quant_gradients", QuantizerGoldens::fakeQuantGradients,
          "keras.quantizers.compute_float8_scale",
              a ->
                  List.of(
                      Float8.computeFloat8Scale(
                          a.tensor(0),
                          a.tensor(1),
                          a.positional(2).getAsDouble(),
                          a.integer("margin", 0))),
          "keras.quantizers.compute_float8_amax_history",
              a -> List.of(Float8.computeFloat8AmaxHistory(a.tensor(0), a.tensor(1))),
          "keras.quantizers.quantize_and_dequantize",
              a ->
                  List.of(
                      Float8.quantizeAndDequantize(
                          a.tensor(0),
                          a.tensor(1),
                          Float8.Format.of(a.positional(2).getAsString()),
                          DTypes.parse(a.positional(3).getAsString()))),
          "keras.quantizers.pack_int4", QuantizerGoldens::pack,
          "keras.quantizers.unpack_int4",
              a ->
                  List.of(
                      Int4.unpackInt4(
                          a.tensor(0),
                          a.positional(1).getAsLong(),
                          a.integer("axis", 0),
                          a.dtype("dtype"))));

  /** The arguments of a call, tensors as inputs of a program. */
  private record Arguments(JsonObject call, Npz arrays, GoldenProgram program) {
    JsonElement positional(int i) {
      return call.getAsJsonArray("args").get(i);
    }

    JsonElement named(String name) {
      return call.getAsJsonObject("kwargs").get(name);
    }

    Tensor tensor(int i) {
      JsonElement e = positional(i);
      TensorData data =
          e.isJsonObject()
              ? arrays.get(e.getAsJsonObject().get("array").getAsString())
              : TensorData.scalar(DataType.FLOAT32, e.getAsDouble());
      return program.feed("argument " + i, data);
    }

    int integer(String name, int otherwise) {
      return named(name) == null ? otherwise : named(name).getAsInt();
    }

    DataType dtype(String name) {
      return named(name) == null ? DataType.INT8 : DTypes.parse(named(name).getAsString());
    }

    ValueRange range(ValueRange otherwise) {
      if (named("value_range") == null) {
        return otherwise;
      }
      JsonArray ends = named("value_range").getAsJsonObject().getAsJsonArray("tuple");
      return new ValueRange(ends.get(0).getAsInt(), ends.get(1).getAsInt());
    }

    double epsilon() {
      return named("epsilon") == null ? AbsMax.EPSILON : named("epsilon").getAsDouble();
    }
  }

  private static List<?> absMax(Arguments a) {
    Quantizer.Quantized q =
        AbsMax.absMaxQuantize(
            a.tensor(0),
            a.range(ValueRange.INT8),
            a.dtype("dtype"),
            a.epsilon(),
            a.positional(1).getAsInt());
    return List.of(q.values(), q.scale());
  }

  private static List<?> grouped(Arguments a) {
    AbsMax.Grouped q =
        AbsMax.absMaxQuantizeGroupedWithZeroPoint(
            a.tensor(0),
            a.positional(1).getAsInt(),
            a.range(ValueRange.INT4),
            a.dtype("dtype"),
            a.epsilon(),
            a.named("to_numpy").getAsBoolean());
    return List.of(q.values(), q.scale(), q.zeroPoint());
  }

  private static Tensor fakeQuantized(Arguments a) {
    return fakeQuantized(a, a.tensor(0), a.tensor(1), a.tensor(2));
  }

  private static Tensor fakeQuantized(Arguments a, Tensor x, Tensor min, Tensor max) {
    boolean narrow = a.named("narrow_range") != null && a.named("narrow_range").getAsBoolean();
    JsonElement axis = a.named("axis");
    return FakeQuantization.fakeQuantWithMinMaxVars(
        x, min, max, a.integer("num_bits", 8), narrow, axis == null ? null : axis.getAsInt());
  }

  private static List<?> fakeQuantGradients(Arguments a) {
    Tensor x = a.tensor(0);
    Tensor min = a.tensor(1);
    Tensor max = a.tensor(2);
    Tensor y = fakeQuantized(a, x, min, max);
    Tensor counted = Ops.add(Shapes.arange(x, x.size(), x.dtype()), 1);
    Tensor loss = Ops.sum(Ops.multiply(y, Shapes.reshape(counted, x.type().dims())));
    return Core.gradients(loss, x, min, max);
  }

  private static List<?> pack(Arguments a) {
    Int4.Packed packed = Int4.packInt4(a.tensor(0), a.integer("axis", 0), a.dtype("dtype"));
    JsonArray shape = new JsonArray();
    for (long d : packed.values().type().dims()) {
      shape.add(d);
    }
    return List.of(packed.values(), shape, new JsonPrimitive(packed.length()));
  }

  @Override
  public String name() {
    return "quantizers";
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    JsonObject json = golden.json();
    String function = json.get("call").getAsString();
    if (!FUNCTIONS.containsKey(function)) {
      throw new UnknownNameException(function, "the function is not known here");
    }
    Npz arrays = golden.arrays().read();
    GoldenProgram program = new GoldenProgram(false);
    List<?> results = FUNCTIONS.get(function).apply(new Arguments(json, arrays, program));
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) instanceof Tensor tensor) {
        program.fetch("result " + i, tensor);
      }
    }
    GoldenProgram.Results run = program.run(backend);
    List<JsonObject> expected = expected(json.getAsJsonObject("expected").get("result"));
    checks.same("number of results", results.size(), expected.size());
    for (int i = 0; i < Math.min(results.size(), expected.size()); i++) {
      String what = "result " + i;
      if (results.get(i) instanceof Tensor) {
        TensorData wanted = arrays.get(expected.get(i).get("array").getAsString());
        checks.close(what, run.get(what), wanted, SCALES);
      } else {
        checks.same(what, results.get(i).toString(), expected.get(i).get("value").toString());
      }
    }
  }

  private static List<JsonObject> expected(JsonElement result) {
    List<JsonObject> list = new ArrayList<>();
    for (String many : List.of("tuple", "list")) {
      if (result.getAsJsonObject().has(many)) {
        result.getAsJsonObject().getAsJsonArray(many).forEach(e -> list.add(e.getAsJsonObject()));
        return list;
      }
    }
    return List.of(result.getAsJsonObject());
  }
}
