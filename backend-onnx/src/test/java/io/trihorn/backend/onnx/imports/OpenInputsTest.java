package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Protos.floats;
import static io.trihorn.backend.onnx.imports.Protos.graph;
import static io.trihorn.backend.onnx.imports.Protos.input;
import static io.trihorn.backend.onnx.imports.Protos.integer;
import static io.trihorn.backend.onnx.imports.Protos.longs;
import static io.trihorn.backend.onnx.imports.Protos.model;
import static io.trihorn.backend.onnx.imports.Protos.node;
import static io.trihorn.backend.onnx.imports.Protos.value;
import static io.trihorn.backend.onnx.imports.Protos.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs whose extents are open: what is the same, what is found out only when data come. */
class OpenInputsTest {
  private static final TensorProto.DataType INT64 = TensorProto.DataType.INT64;
  @TempDir Path directory;

  private Model load(List<ValueInfoProto> inputs, ValueInfoProto output, GraphProto.Builder nodes)
      throws IOException {
    GraphProto.Builder g = nodes.setName("test").addAllInput(inputs).addOutput(output);
    return Onnx.load(write(directory, model(g, 16)));
  }

  private static String shape(Model model) {
    return model.outputs().get(0).shape().toString();
  }

  private static TensorData scalar(long value) {
    return TensorData.scalar(DataType.INT64, value);
  }

  private static TensorData row(double... values) {
    TensorData data = TensorData.of(new float[values.length], 1, values.length);
    for (int i = 0; i < values.length; i++) {
      data.setDouble(i, values[i]);
    }
    return data;
  }

  @Test
  void aNameIsOneUnknownWhereverItStands() throws IOException {
    GraphProto.Builder nodes =
        GraphProto.newBuilder()
            .addNode(node("MatMul", List.of("mask", "x"), List.of("m")))
            .addNode(node("Add", List.of("m", "start"), List.of("y")));
    List<ValueInfoProto> inputs =
        List.of(
            input("x", "n", "time", 4),
            input("mask", "n", "time", "time"),
            input("start", 1, "n", 1, 4));
    try (Model model = load(inputs, input("y", "a", "b", "c", "d"), nodes)) {
      assertEquals("(1, -1, -1, 4)", shape(model));
      model.on("reference");
      for (int time : new int[] {2, 5}) {
        List<TensorData> y =
            model.predictOnBatch(
                TensorData.of(new float[3 * time * 4], 3, time, 4),
                TensorData.of(new float[3 * time * time], 3, time, time),
                TensorData.of(new float[12], 1, 3, 1, 4));
        assertEquals("(1, 3, " + time + ", 4)", y.get(0).shape().toString());
      }
    }
  }

  @Test
  void aNameMayBeASumOfNames() throws IOException {
    GraphProto.Builder nodes =
        GraphProto.newBuilder()
            .addNode(node("Concat", List.of("past", "x"), List.of("all"), integer("axis", 1)))
            .addNode(node("Mul", List.of("all", "mask"), List.of("y")));
    List<ValueInfoProto> inputs =
        List.of(
            input("past", "n", "before"),
            input("x", "n", "steps"),
            input("mask", "n", "before + steps"));
    try (Model model = load(inputs, input("y", "n", "total"), nodes)) {
      assertEquals("(-1, -1)", shape(model));
      List<TensorData> y = model.on("reference").predictOnBatch(row(1, 2), row(3), row(1, 0, 1));
      assertArrayEquals(new float[] {1, 0, 3}, y.get(0).toFloatArray());
    }
  }

  /** Frames of 4 at one rate and of 2 at another, each with a branch that fits only them. */
  private Model framed(Object... outputDims) throws IOException {
    GraphProto.Builder wide =
        graph(List.of(), List.of("w")).addNode(node("Reshape", List.of("x", "four"), List.of("w")));
    GraphProto.Builder narrow =
        graph(List.of(), List.of("n")).addNode(node("Reshape", List.of("x", "two"), List.of("n")));
    GraphProto.Builder nodes =
        GraphProto.newBuilder()
            .addInitializer(longs("four", List.of(2L), 1, 4))
            .addInitializer(longs("two", List.of(2L), 2, 1))
            .addInitializer(longs("high", List.of(), 16000))
            .addInitializer(floats("sum", List.of(), 10))
            .addNode(node("Equal", List.of("rate", "high"), List.of("is")))
            .addNode(
                node(
                    "If",
                    List.of("is"),
                    List.of("frames"),
                    Protos.graph("then_branch", wide.build()),
                    Protos.graph("else_branch", narrow.build())))
            .addNode(node("Add", List.of("frames", "sum"), List.of("y")));
    return load(
        List.of(input("x", "n", "samples"), value("rate", INT64)), input("y", outputDims), nodes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx"})
  void aRateChoosesTheBranchAndTheOtherNeedNotFit(String backend) throws IOException {
    try (Model model = framed("a", "b")) {
      assertEquals("(-1, -1)", shape(model));
      model.on(backend);
      TensorData y = model.predictOnBatch(row(1, 2, 3, 4), scalar(16000)).get(0);
      assertEquals("(1, 4)", y.shape().toString());
      assertArrayEquals(new float[] {11, 12, 13, 14}, y.toFloatArray());
      y = model.predictOnBatch(row(5, 6), scalar(8000)).get(0);
      assertEquals("(2, 1)", y.shape().toString());
      assertArrayEquals(new float[] {15, 16}, y.toFloatArray());
      RuntimeException e =
          assertThrows(
              OnnxImportException.class, () -> model.predictOnBatch(row(5, 6), scalar(16000)));
      assertTrue(
          e.getMessage().contains("cannot give float32[1,2] the shape [1, 4]"), e.getMessage());
    }
  }

  @Test
  void aModelWithARateIsSavedAndReadAgain() throws IOException {
    Path saved = directory.resolve("framed.keras");
    try (Model model = framed("a", "b")) {
      Saving.saveModel(model, saved);
    }
    try (Model model = Saving.loadModel(saved)) {
      TensorData y = model.on("reference").predictOnBatch(row(5, 6), scalar(8000)).get(0);
      assertArrayEquals(new float[] {15, 16}, y.toFloatArray());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx"})
  void aShapeThatComesAsAnInputIsTakenAsItComes(String backend) throws IOException {
    GraphProto.Builder nodes =
        GraphProto.newBuilder().addNode(node("Reshape", List.of("x", "wanted"), List.of("y")));
    try (Model model =
        load(List.of(input("x", "n", 6), value("wanted", INT64, 2)), input("y", "a", "b"), nodes)) {
      model.on(backend);
      for (long rows : new long[] {2, 3, 2}) {
        TensorData y =
            model
                .predictOnBatch(row(1, 2, 3, 4, 5, 6), TensorData.of(new long[] {rows, -1}, 2))
                .get(0);
        assertEquals("(" + rows + ", " + 6 / rows + ")", y.shape().toString());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, y.toFloatArray());
      }
    }
  }

  /** Running sums along the first axis, which a file may call anything. */
  private Model sums(String first, Object... more) throws IOException {
    GraphProto.Builder nodes =
        GraphProto.newBuilder()
            .addInitializer(longs("axis", List.of(), 0))
            .addNode(node("CumSum", List.of("x", "axis"), List.of("s")))
            .addNode(node("Mul", List.of("s", "by"), List.of("y")));
    Object[] dims = new Object[more.length + 1];
    dims[0] = first;
    System.arraycopy(more, 0, dims, 1, more.length);
    return load(List.of(input("x", dims), input("by")), input("y", dims), nodes);
  }

  private static double lastOf40(Model model) {
    float[][] ones = new float[40][1];
    for (float[] row : ones) {
      row[0] = 1;
    }
    float[] y = model.on("reference").predict(List.of(ones, 2f)).toFloatArray();
    assertEquals(40, y.length);
    return y[39];
  }

  @Test
  void onlyWhatIsTheBatchIsCutIntoBatches() throws IOException {
    try (Model steps = sums("steps", 1);
        Model unnamed = sums("s0", "s1");
        Model batch = sums("batch_size", "width");
        Model only = sums("s0", 1)) {
      assertEquals(80, lastOf40(steps));
      assertEquals(80, lastOf40(unnamed));
      assertEquals(16, lastOf40(batch), "the last batch has 8 rows");
      assertEquals(16, lastOf40(only));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx"})
  void aLoopGoesRoundAsOftenAsAnInputSays(String backend) throws IOException {
    GraphProto.Builder body =
        graph(
                List.of(
                    value("i", INT64), value("go", TensorProto.DataType.BOOL), input("v", 1, 2)),
                List.of("go", "next", "next"))
            .addNode(node("Add", List.of("v", "v"), List.of("next")));
    GraphProto.Builder nodes =
        GraphProto.newBuilder()
            .addNode(
                node(
                    "Loop",
                    List.of("rounds", "", "x"),
                    List.of("last", "y"),
                    Protos.graph("body", body.build())));
    try (Model model =
        load(
            List.of(input("x", 1, 2), value("rounds", INT64)), input("y", "rounds", 1, 2), nodes)) {
      assertEquals("(-1, 1, 2)", shape(model));
      model.on(backend);
      assertArrayEquals(
          new float[] {2, 4, 4, 8},
          model.predictOnBatch(row(1, 2), scalar(2)).get(0).toFloatArray());
      assertArrayEquals(
          new float[] {2, 4, 4, 8, 8, 16},
          model.predictOnBatch(row(1, 2), scalar(3)).get(0).toFloatArray());
    }
  }

  /** The condition is computed first; a graph that must be whole, as for export, says why not. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx"})
  void aBranchThatDependsOnDataMayChangeTheShape(String backend) throws IOException {
    GraphProto.Builder yes =
        graph(List.of(), List.of("t"))
            .addNode(node("Concat", List.of("x", "x"), List.of("t"), integer("axis", 0)));
    GraphProto.Builder no =
        graph(List.of(), List.of("e")).addNode(node("Neg", List.of("x"), List.of("e")));
    GraphProto.Builder nodes =
        GraphProto.newBuilder()
            .addInitializer(floats("zero", List.of(), 0))
            .addNode(node("ReduceSum", List.of("x"), List.of("s"), integer("keepdims", 0)))
            .addNode(node("Greater", List.of("s", "zero"), List.of("positive")))
            .addNode(
                node(
                    "If",
                    List.of("positive"),
                    List.of("y"),
                    Protos.graph("then_branch", yes.build()),
                    Protos.graph("else_branch", no.build())));
    try (Model model = load(List.of(input("x", "n", 3)), input("y", "m", 3), nodes)) {
      model.on(backend);
      for (float sign : new float[] {1, -1, 1}) {
        TensorData x = TensorData.of(new float[] {sign, sign, sign}, 1, 3);
        float[] twice = {1, 1, 1, 1, 1, 1};
        float[] negated = {1, 1, 1};
        assertArrayEquals(
            sign > 0 ? twice : negated, model.predictOnBatch(x).get(0).toFloatArray());
      }
      UnknownValueException e =
          assertThrows(
              UnknownValueException.class,
              () -> model.predictionGraph(TensorType.of(DataType.FLOAT32, 1, 3)));
      assertEquals(Set.of("x"), e.sources());
      assertTrue(e.getMessage().contains("chooses between results"), e.getMessage());
    }
  }
}
