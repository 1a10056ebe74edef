package io.trihorn.backend.onnx.exports;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.backend.onnx.emit.OnnxTypes;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.saving.files.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Writes a model and its weights: inside the file, or, when they are too many bytes, one after the
 * other in a second file of the same name with {@code .data} appended. Each file appears whole or
 * not at all.
 */
final class ModelFile {
  /** Where weights begin in the second file: at pages, so that readers can map them. */
  private static final long ALIGNMENT = 4096;

  private ModelFile() {}

  /**
   * One weight.
   *
   * @param type its type
   * @param value gives its value; asked once, when it is written
   */
  record Weight(TensorType type, Supplier<TensorData> value) {}

  static void write(Path path, ModelProto model, Map<String, Weight> weights, long mostBytes) {
    long bytes = weights.values().stream().mapToLong(w -> w.type().bytes()).sum();
    GraphProto.Builder graph = model.getGraph().toBuilder();
    try {
      if (bytes > mostBytes) {
        writeBeside(path, graph, weights);
      } else {
        weights.forEach((name, w) -> graph.addInitializer(OnnxTypes.tensor(name, w.value().get())));
      }
      byte[] whole = model.toBuilder().setGraph(graph).build().toByteArray();
      replace(path, channel -> writeFully(channel, ByteBuffer.wrap(whole)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the ONNX model " + path + ": " + e, e);
    }
  }

  private static void writeBeside(Path path, GraphProto.Builder graph, Map<String, Weight> weights)
      throws IOException {
    Path data = path.resolveSibling(path.getFileName() + ".data");
    replace(
        data,
        channel -> {
          for (Map.Entry<String, Weight> entry : weights.entrySet()) {
            TensorType type = entry.getValue().type();
            long offset = (channel.position() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            writeFully(channel.position(offset), entry.getValue().value().get().bytes());
            graph.addInitializer(
                OnnxTypes.header(entry.getKey(), type)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", data.getFileName().toString()))
                    .addExternalData(entry("offset", Long.toString(offset)))
                    .addExternalData(entry("length", Long.toString(type.bytes()))));
          }
        });
  }

  static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** What fills a file. */
  private interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  private static void replace(Path path, Content content) throws IOException {
    AtomicFile.write(
        path,
        fresh -> {
          try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
          }
        });
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
