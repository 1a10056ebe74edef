package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteImportGraphDefOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FunctionToFunctionDef;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphImportGraphDef;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphToGraphDef;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewBufferFromString;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewImportGraphDefOptions;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trihorn.backend.BackendException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Function;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_ImportGraphDefOptions;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;

/** Graphs between TensorFlow and its messages. */
final class GraphDefs {
  private GraphDefs() {}

  /** Reads a message. */
  private interface Reader<T> {
    T read(byte[] bytes) throws InvalidProtocolBufferException;
  }

  /** A graph as a message. */
  static GraphDef of(TF_Graph graph) {
    return written(
        (buffer, status) -> TF_GraphToGraphDef(graph, buffer, status.handle()),
        GraphDef::parseFrom);
  }

  /** A function as a message. */
  static FunctionDef of(TF_Function function) {
    return written(
        (buffer, status) -> TF_FunctionToFunctionDef(function, buffer, status.handle()),
        FunctionDef::parseFrom);
  }

  private static <T> T written(BiConsumer<TF_Buffer, Status> writer, Reader<T> reader) {
    TF_Buffer buffer = TF_NewBuffer();
    try (Status status = new Status()) {
      writer.accept(buffer, status);
      status.check("writing a graph");
      byte[] bytes = new byte[Math.toIntExact(buffer.length())];
      new BytePointer(buffer.data()).get(bytes);
      return reader.read(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new BackendException("tensorflow: unreadable graph", e);
    } finally {
      TF_DeleteBuffer(buffer);
    }
  }

  /**
   * Adds a message's operations to a graph.
   *
   * @param options sets how
   */
  static void add(GraphDef message, TF_Graph graph, Consumer<TF_ImportGraphDefOptions> options) {
    byte[] bytes = message.toByteArray();
    TF_ImportGraphDefOptions how = TF_NewImportGraphDefOptions();
    try (Status status = new Status();
        BytePointer pointer = new BytePointer(bytes)) {
      options.accept(how);
      TF_Buffer buffer = TF_NewBufferFromString(pointer, bytes.length);
      TF_GraphImportGraphDef(graph, buffer, how, status.handle());
      TF_DeleteBuffer(buffer);
      status.check("adding operations to a graph");
    } finally {
      TF_DeleteImportGraphDefOptions(how);
    }
  }
}
