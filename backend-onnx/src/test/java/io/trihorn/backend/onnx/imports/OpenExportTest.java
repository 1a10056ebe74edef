package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Protos.graph;
import static io.trihorn.backend.onnx.imports.Protos.input;
import static io.trihorn.backend.onnx.imports.Protos.integer;
import static io.trihorn.backend.onnx.imports.Protos.longs;
import static io.trihorn.backend.onnx.imports.Protos.model;
import static io.trihorn.backend.onnx.imports.Protos.node;
import static io.trihorn.backend.onnx.imports.Protos.text;
import static io.trihorn.backend.onnx.imports.Protos.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imported graphs whose constants follow from open extents keep these open when exported. */
class OpenExportTest {
  @TempDir Path directory;

  /** The file is written again with open extents, read, and compared at some of them. */
  private void keepsOpen(GraphProto.Builder g, long[]... shapes) throws IOException {
    Path again = directory.resolve("again.onnx");
    try (Model first = Onnx.load(write(directory, model(g, 17)))) {
      Onnx.export(first, again);
      try (Model second = Onnx.load(again)) {
        assertEquals(first.inputs().get(0).shape(), second.inputs().get(0).shape());
        for (long[] shape : shapes) {
          TensorData x = TensorData.zeros(TensorType.of(DataType.FLOAT32, shape));
          for (long i = 0; i < x.size(); i++) {
            x.setDouble(i, Math.sin(1 + i));
          }
          TensorData expected = first.on("reference").predictOnBatch(x).get(0);
          TensorData actual = second.on("onnx").predictOnBatch(x).get(0);
          assertEquals(expected.type(), actual.type());
          assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray(), 1e-5);
        }
      }
    }
  }

  /** As GPT-2 has it: a corner of a table of what may be looked at. */
  @Test
  void aMaskCutFromATable() throws IOException {
    long[] table = new long[256 * 256];
    for (int i = 0; i < table.length; i++) {
      table[i] = i % 256 <= i / 256 ? 1 : 0;
    }
    GraphProto.Builder g =
        graph(List.of(input("x", "n", "t", "t")), List.of("y"))
            .addInitializer(longs("table", List.of(1L, 256L, 256L), table))
            .addInitializer(longs("zero", List.of(1L), 0))
            .addInitializer(longs("one", List.of(1L), 1))
            .addInitializer(longs("two", List.of(1L), 2))
            .addInitializer(Protos.floats("low", List.of(), -10000))
            .addNode(node("Shape", List.of("x"), List.of("sizes")))
            .addNode(node("Slice", List.of("sizes", "one", "two"), List.of("t")))
            .addNode(node("Slice", List.of("table", "zero", "t", "one"), List.of("rows")))
            .addNode(node("Slice", List.of("rows", "zero", "t", "two"), List.of("corner")))
            .addNode(node("Cast", List.of("corner"), List.of("seen"), integer("to", 9)))
            .addNode(node("Where", List.of("seen", "x", "low"), List.of("scores")))
            .addNode(node("Softmax", List.of("scores"), List.of("y")));
    keepsOpen(g, new long[] {1, 5, 5}, new long[] {3, 130, 130});
  }

  /** As spectrograms have it: frames that reach over both ends, which are mirrored. */
  @Test
  void mirroredEnds() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", "n", 1, "samples")), List.of("y"))
            .addInitializer(longs("pads", List.of(6L), 0, 0, 3, 0, 0, 3))
            .addInitializer(Protos.floats("kernel", List.of(2L, 1L, 4L), 1, 2, 3, 4, -1, 0, 1, 2))
            .addNode(node("Pad", List.of("x", "pads"), List.of("padded"), text("mode", "reflect")))
            .addNode(node("Conv", List.of("padded", "kernel"), List.of("y")));
    keepsOpen(g, new long[] {1, 1, 9}, new long[] {2, 1, 160});
  }

  /** As U-Nets of torch have it: a size that is another tensor's. */
  @ParameterizedTest
  @CsvSource({
    "nearest, asymmetric",
    "linear, pytorch_half_pixel",
    "linear, align_corners",
    "cubic, half_pixel",
  })
  void resizedToAnotherTensorsSize(String mode, String coordinates) throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", "n", 1, "h", "w")), List.of("y"))
            .addInitializer(Protos.floats("none", List.of(0L)))
            .addNode(
                node(
                    "MaxPool",
                    List.of("x"),
                    List.of("small"),
                    Protos.integers("kernel_shape", 2, 2),
                    Protos.integers("strides", 2, 2)))
            .addNode(node("Shape", List.of("x"), List.of("sizes")))
            .addNode(
                node(
                    "Resize",
                    List.of("small", "none", "none", "sizes"),
                    List.of("large"),
                    text("mode", mode),
                    text("coordinate_transformation_mode", coordinates),
                    text("nearest_mode", "floor")))
            .addNode(node("Concat", List.of("x", "large"), List.of("y"), integer("axis", 1)));
    keepsOpen(g, new long[] {1, 1, 8, 12}, new long[] {2, 1, 20, 6});
  }
}
