package io.trihorn.serving.grpc;

import io.trihorn.graph.TensorData;
import io.trihorn.protobuf.Message;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServedVersion;
import io.trihorn.serving.tensors.Datatype;
import io.trihorn.serving.tensors.RawTensor;
import java.util.List;

/** Writes the protocol's answers. The numbers are those of its fields. */
final class InferMessages {
  private InferMessages() {}

  /** {@code ServerLiveResponse}, {@code ServerReadyResponse} and {@code ModelReadyResponse}. */
  static byte[] flag(boolean value) {
    Message message = new Message();
    return (value ? message.integer(1, 1) : message).bytes();
  }

  /** {@code ServerMetadataResponse}. */
  static byte[] server(String version) {
    return new Message().text(1, "trihorn").text(2, version).bytes();
  }

  /** {@code ModelMetadataResponse}. */
  static byte[] model(ServedVersion version) {
    Message message = new Message().text(1, version.model());
    message.text(2, Long.toString(version.number())).text(3, "trihorn");
    version.signature().inputs().forEach(port -> message.message(4, tensor(port)));
    version.signature().outputs().forEach(port -> message.message(5, tensor(port)));
    return message.bytes();
  }

  private static Message tensor(Port port) {
    return tensor(port.name(), Datatype.of(port.dtype()), port.shape().getShape());
  }

  private static Message tensor(String name, Datatype datatype, long... shape) {
    return new Message().text(1, name).text(2, datatype.name()).integers(3, shape);
  }

  /**
   * {@code ModelInferResponse}, the elements as raw bytes.
   *
   * @param wanted the places of the outputs that are asked for
   */
  static byte[] answer(
      ServedVersion version, String id, List<Integer> wanted, List<TensorData> outputs) {
    Message message = new Message().text(1, version.model());
    message.text(2, Long.toString(version.number()));
    if (!id.isEmpty()) {
      message.text(3, id);
    }
    for (int place : wanted) {
      TensorData data = outputs.get(place);
      String name = version.signature().outputs().get(place).name();
      message.message(5, tensor(name, Datatype.of(data.dtype()), data.type().dims()));
    }
    wanted.forEach(place -> message.bytes(6, RawTensor.bytes(outputs.get(place))));
    return message.bytes();
  }
}
