package io.trihorn.serving.http;

import io.trihorn.graph.TensorData;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServedVersion;
import io.trihorn.serving.tensors.Datatype;
import io.trihorn.serving.tensors.JsonOutput;
import io.trihorn.serving.tensors.RawTensor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes answers in the Open Inference Protocol. */
final class OpenAnswer {
  private OpenAnswer() {}

  /**
   * An output that is asked for.
   *
   * @param place among the model's
   * @param binary whether as bytes; null where that is not said
   */
  record Wanted(int place, Boolean binary) {
    Wanted orElse(boolean usual) {
      return new Wanted(place, binary == null ? usual : binary);
    }
  }

  /**
   * The answer.
   *
   * @param id of the request, or null
   * @param wanted outputs, each with the form that it is to have
   */
  static Answer of(
      ServedVersion version, String id, List<Wanted> wanted, List<TensorData> outputs) {
    JsonOutput json = new JsonOutput().beginObject();
    json.name("model_name").string(version.model());
    json.name("model_version").string(Long.toString(version.number()));
    if (id != null) {
      json.name("id").string(id);
    }
    List<byte[]> raw = new ArrayList<>();
    json.name("outputs").beginArray();
    for (Wanted one : wanted) {
      Port port = version.signature().outputs().get(one.place());
      TensorData data = outputs.get(one.place());
      json.beginObject().name("name").string(port.name());
      json.name("datatype").string(Datatype.of(data.dtype()).name());
      json.name("shape").integers(data.type().dims());
      if (one.binary()) {
        byte[] bytes = RawTensor.bytes(data);
        raw.add(bytes);
        json.name("parameters").beginObject();
        json.name("binary_data_size").integer(bytes.length).endObject();
      } else {
        json.name("data").flat(data);
      }
      json.endObject();
    }
    byte[] text = json.endArray().endObject().toBytes();
    if (raw.isEmpty()) {
      return new Answer(200, Answer.JSON, text, Map.of());
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(text);
    raw.forEach(all::writeBytes);
    return new Answer(
        200,
        "application/octet-stream",
        all.toByteArray(),
        Map.of(OpenProtocol.JSON_LENGTH, Integer.toString(text.length)));
  }
}
