package io.trihorn.serving.http;

import io.trihorn.backend.Backends;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServedModel;
import io.trihorn.serving.models.ServedModel.State;
import io.trihorn.serving.models.ServedVersion;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.ServingException.Reason;
import io.trihorn.serving.tensors.Datatype;
import io.trihorn.serving.tensors.JsonOutput;
import java.util.List;

/** What the server and its models are, as both protocols write it. */
final class Descriptions {
  private Descriptions() {}

  /** The server, in the Open Inference Protocol. */
  static Answer server() {
    JsonOutput json = new JsonOutput().beginObject();
    json.name("name").string("trihorn").name("version").string(Backends.version());
    json.name("extensions").beginArray().string("binary_tensor_data").endArray();
    return Answer.json(json.endObject());
  }

  /** Whether something is so, by a status that probes look at. */
  static Answer state(String name, boolean value) {
    JsonOutput json = new JsonOutput().beginObject().name(name).bool(value).endObject();
    return Answer.json(value ? 200 : 503, json);
  }

  /** A model, in the Open Inference Protocol. */
  static Answer open(ServedVersion version) {
    JsonOutput json = new JsonOutput().beginObject().name("name").string(version.model());
    json.name("versions").beginArray().string(Long.toString(version.number())).endArray();
    json.name("platform").string("trihorn");
    ports(json.name("inputs"), version.signature().inputs());
    ports(json.name("outputs"), version.signature().outputs());
    return Answer.json(json.endObject());
  }

  private static void ports(JsonOutput json, List<Port> ports) {
    json.beginArray();
    for (Port port : ports) {
      json.beginObject().name("name").string(port.name());
      json.name("datatype").string(Datatype.of(port.dtype()).name());
      json.name("shape").integers(port.shape().getShape()).endObject();
    }
    json.endArray();
  }

  /** What became of a model's versions, as TensorFlow Serving tells it. */
  static Answer status(ServedModel model, String version) {
    JsonOutput json = new JsonOutput().beginObject().name("model_version_status").beginArray();
    boolean found = false;
    for (var entry : model.versions().entrySet()) {
      if (version == null || version.equals(entry.getKey().toString())) {
        found = true;
        ServedModel.Status status = entry.getValue();
        json.beginObject().name("version").string(entry.getKey().toString());
        json.name("state").string(status.state().name()).name("status").beginObject();
        boolean failed = status.state() == State.END && !status.problem().isEmpty();
        json.name("error_code").string(failed ? "UNKNOWN" : "OK");
        json.name("error_message").string(status.problem()).endObject().endObject();
      }
    }
    if (!found) {
      throw new ServingException(
          Reason.NOT_FOUND,
          "model '%s' has no version %s, but %s"
              .formatted(model.name(), version, model.versions().keySet()));
    }
    return Answer.json(json.endArray().endObject());
  }

  /** What a model takes and gives, as TensorFlow Serving tells it. */
  static Answer tensorflow(ServedVersion version) {
    JsonOutput json = new JsonOutput().beginObject().name("model_spec").beginObject();
    json.name("name").string(version.model()).name("signature_name").string("");
    json.name("version").string(Long.toString(version.number())).endObject();
    json.name("metadata").beginObject().name("signature_def").beginObject();
    json.name("signature_def").beginObject().name("serving_default").beginObject();
    signature(json.name("inputs"), version.signature().inputs());
    signature(json.name("outputs"), version.signature().outputs());
    json.name("method_name").string("tensorflow/serving/predict");
    return Answer.json(json.endObject().endObject().endObject().endObject().endObject());
  }

  private static void signature(JsonOutput json, List<Port> ports) {
    json.beginObject();
    for (Port port : ports) {
      json.name(port.name()).beginObject();
      json.name("dtype").string(Datatype.of(port.dtype()).tensorflow());
      json.name("tensor_shape").beginObject().name("dim").beginArray();
      for (long extent : port.shape().getShape()) {
        json.beginObject().name("size").string(Long.toString(extent));
        json.name("name").string("").endObject();
      }
      json.endArray().name("unknown_rank").bool(false).endObject();
      json.name("name").string(port.name()).endObject();
    }
    json.endObject();
  }
}
