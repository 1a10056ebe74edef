package io.trihorn.caffe;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.trihorn.graph.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Makes messages of Caffe's files. */
final class Messages {
  private Messages() {}

  /** A net with what its layers have learnt, as Caffe writes it. */
  static Message net(Part text, List<LayerText> layers, Map<String, List<TensorData>> blobs) {
    Descriptor type = Schema.message("NetParameter");
    DynamicMessage.Builder net = DynamicMessage.newBuilder(type);
    net.setField(type.findFieldByName("name"), text.text("name"));
    for (LayerText layer : layers) {
      Message.Builder made = layer.part().message().toBuilder();
      Descriptor kind = made.getDescriptorForType();
      made.clearField(kind.findFieldByName("blobs"));
      for (TensorData blob : blobs.getOrDefault(layer.name(), List.of())) {
        made.addRepeatedField(kind.findFieldByName("blobs"), blob(blob));
      }
      String field = text.has("layers") ? "layers" : "layer";
      net.addRepeatedField(type.findFieldByName(field), made.build());
    }
    return net.build();
  }

  /** A blob with its shape. */
  static Message blob(TensorData values) {
    Descriptor shapeType = Schema.message("BlobShape");
    DynamicMessage.Builder shape = DynamicMessage.newBuilder(shapeType);
    shape.setField(
        shapeType.findFieldByName("dim"), Arrays.stream(values.type().dims()).boxed().toList());
    Descriptor type = Schema.message("BlobProto");
    DynamicMessage.Builder made = DynamicMessage.newBuilder(type);
    made.setField(type.findFieldByName("shape"), shape.build());
    Float[] data = new Float[Math.toIntExact(values.size())];
    Arrays.setAll(data, i -> (float) values.getDouble(i));
    made.setField(type.findFieldByName("data"), Arrays.asList(data));
    return made.build();
  }

  /** A solver's state. */
  static Message state(SolverState solver) {
    Descriptor type = Schema.message("SolverState");
    DynamicMessage.Builder state = DynamicMessage.newBuilder(type);
    state.setField(type.findFieldByName("iter"), solver.iteration());
    state.setField(type.findFieldByName("current_step"), solver.currentStep());
    state.setField(type.findFieldByName("learned_net"), solver.net());
    state.setField(
        type.findFieldByName("history"), solver.history().stream().map(Messages::blob).toList());
    return state.build();
  }
}
