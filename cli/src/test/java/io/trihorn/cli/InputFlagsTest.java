package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is said of a model's inputs on the command line. */
class InputFlagsTest {
  @TempDir Path directory;
  private final StringWriter err = new StringWriter();
  private Path file;

  private int run(Object... args) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err, true));
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    return Main.execute(line, texts);
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, String... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String dim : dims) {
      shape.addDimBuilder().setDimParam(dim);
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static NodeProto node(String type, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  /** {@code x (n, t)} cut to the first {@code count} columns. */
  @BeforeEach
  void write() throws IOException {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("cut")
            .addInput(value("x", TensorProto.DataType.FLOAT, "n", "t"))
            .addInput(value("count", TensorProto.DataType.INT64))
            .addOutput(value("y", TensorProto.DataType.FLOAT, "n", "m"))
            .addInitializer(
                TensorProto.newBuilder().setName("zero").setDataType(7).addDims(1).addInt64Data(0))
            .addInitializer(
                TensorProto.newBuilder().setName("one").setDataType(7).addDims(1).addInt64Data(1))
            .addNode(node("Reshape", "end", "count", "one"))
            .addNode(node("Slice", "y", "x", "zero", "end", "one"))
            .build();
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    file = directory.resolve("cut.onnx");
    Files.write(file, model.toByteArray());
    Files.write(
        directory.resolve("x.npy"), Npy.bytes(TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)));
    Files.write(directory.resolve("count.npy"), Npy.bytes(TensorData.scalar(DataType.INT64, 2)));
  }

  private TensorData predict(Object... more) throws IOException {
    Path y = directory.resolve("y.npy");
    Object[] args = new Object[more.length + 6];
    Object[] first = {"predict", file, "--input", directory.resolve("x.npy"), "--output", y};
    System.arraycopy(first, 0, args, 0, 6);
    System.arraycopy(more, 0, args, 6, more.length);
    assertEquals(0, run(args), err.toString());
    return Npy.read(y);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "dl4j", "tensorflow", "onnx"})
  void anInputMayBeAScalarOnWhichShapesDepend(String backend) throws IOException {
    TensorData y = predict("--input", directory.resolve("count.npy"), "--backend", backend);
    assertEquals("(2, 2)", y.shape().toString());
    assertArrayEquals(new float[] {1, 2, 4, 5}, y.toFloatArray());
  }

  @Test
  void anInputMayBeFixed() throws IOException {
    TensorData y = predict("--fix", "count=1", "--backend", "reference");
    assertArrayEquals(new float[] {1, 4}, y.toFloatArray());
  }

  @Test
  void dimensionsAndShapesAreConverted() throws IOException {
    Path out = directory.resolve("out.onnx");
    assertEquals(0, run("convert", file, out, "--fix", "count=2", "--dim", "t=3"), err.toString());
    try (Model model = Onnx.load(out)) {
      assertEquals("(-1, 3)", model.inputs().get(0).shape().toString());
      assertEquals("(-1, 2)", model.outputs().get(0).shape().toString());
    }
    assertEquals(
        0, run("convert", file, out, "--fix", "count=2", "--shape", "x=4,3"), err.toString());
    try (Model model = Onnx.load(out)) {
      assertEquals("(4, 2)", model.outputs().get(0).shape().toString());
    }
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertEquals(1, run("summary", file, "--dim", "q=3"));
    assertTrue(err.toString().contains("open dimensions [q]"), err.toString());
    assertEquals(1, run("summary", file, "--shape", "z=3,1"));
    assertTrue(err.toString().contains("inputs [z]"), err.toString());
    assertEquals(1, run("summary", file, "--fix", "count=two"));
    assertTrue(err.toString().contains("--fix count=two: expected a number"), err.toString());
  }
}
