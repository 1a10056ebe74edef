package io.trihorn.cli.onnxcases;

import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trihorn.backend.onnx.imports.OnnxImportException;
import io.trihorn.backend.onnx.imports.TensorReader;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory with a {@code model.onnx} and directories {@code test_data_set_N} of operands and
 * results.
 *
 * @param directory where it is
 */
public record OnnxCase(Path directory) {
  /** What the tensors of one case may have together. */
  private static final long MAX_BYTES = 1L << 30;

  /** All cases in a directory and the directories in it, sorted by path. */
  public static List<OnnxCase> in(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(f -> f.getFileName().toString().equals("model.onnx"))
          .map(f -> new OnnxCase(f.getParent()))
          .filter(c -> Files.isDirectory(c.directory().resolve("test_data_set_0")))
          .sorted(Comparator.comparing(c -> c.directory().toString()))
          .toList();
    }
  }

  /** The name of the directory. */
  public String name() {
    return directory.getFileName().toString();
  }

  /** The name of the directory around it. */
  public String suite() {
    return directory.toAbsolutePath().getParent().getFileName().toString();
  }

  /** The model. */
  public Path model() {
    return directory.resolve("model.onnx");
  }

  /** The directories of operands and results. */
  public List<Path> dataSets() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("test_data_set_"))
          .sorted()
          .toList();
    }
  }

  /**
   * The tensors {@code input_0.pb}, {@code input_1.pb} ... or those of another prefix; texts as
   * {@link Texts} has them in tensors.
   */
  public static List<TensorData> tensors(Path dataSet, String prefix) throws IOException {
    TensorReader reader = new TensorReader(null, MAX_BYTES);
    List<TensorData> all = new ArrayList<>();
    for (int i = 0; Files.exists(dataSet.resolve(prefix + "_" + i + ".pb")); i++) {
      Path file = dataSet.resolve(prefix + "_" + i + ".pb");
      try {
        TensorProto proto = TensorProto.parseFrom(Files.readAllBytes(file));
        boolean text = proto.getDataType() == TensorProto.DataType.STRING.getNumber();
        all.add(text ? texts(proto).toTensor() : reader.read(proto));
      } catch (InvalidProtocolBufferException e) {
        throw new OnnxImportException(file + " is no tensor: " + e.getMessage(), e);
      }
    }
    return all;
  }

  private static Texts texts(TensorProto proto) {
    List<String> values = proto.getStringDataList().stream().map(ByteString::toStringUtf8).toList();
    return new Texts(values, new Shape(proto.getDimsList()));
  }
}
