package io.trihorn.backend.onnx.exports;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.backend.onnx.emit.OnnxTypes;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.files.FileSet;
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
 * other in a second file of the same name with {@code .data} appended, or, where the file is there
 * already, with {@code -TAG.data}. What was there stays, whole, until all is written.
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
        FileSet files = new FileSet(path, path.getFileName().toString(), ".data");
        files.write(0, filled(channel -> writeBeside(files.name(0), channel, graph, weights)));
        files.finish(whole(model, graph));
        files.clean("");
      } else {
        weights.forEach((name, w) -> graph.addInitializer(OnnxTypes.tensor(name, w.value().get())));
        AtomicFile.write(path, whole(model, graph));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the ONNX model " + path + ": " + e, e);
    }
  }

  private static AtomicFile.Writer whole(ModelProto model, GraphProto.Builder graph) {
    byte[] bytes = model.toBuilder().setGraph(graph).build().toByteArray();
    return filled(channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  private static void writeBeside(
      String location, FileChannel channel, GraphProto.Builder graph, Map<String, Weight> weights)
      throws IOException {
    for (Map.Entry<String, Weight> entry : weights.entrySet()) {
      TensorType type = entry.getValue().type();
      long offset = (channel.position() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      writeFully(channel.position(offset), entry.getValue().value().get().bytes());
      graph.addInitializer(
          OnnxTypes.header(entry.getKey(), type)
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(entry("location", location))
              .addExternalData(entry("offset", Long.toString(offset)))
              .addExternalData(entry("length", Long.toString(type.bytes()))));
    }
  }

  static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** What fills a file. */
  private interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  private static AtomicFile.Writer filled(Content content) {
    return fresh -> {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
      }
    };
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
