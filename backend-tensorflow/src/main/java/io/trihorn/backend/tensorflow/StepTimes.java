package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewBuffer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.OpTime;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.NodeOutput;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.TensorDescription;
import org.tensorflow.proto.TensorShapeProto;

/** What TensorFlow tells of a run: its step statistics, and whose operations they are about. */
final class StepTimes {
  private final MeasuredExecutable.Sink sink;

  /** The layers of a program, by what names begin with. */
  private final Map<String, String> layers = new HashMap<>();

  StepTimes(Graph graph, MeasuredExecutable.Sink sink) {
    this.sink = sink;
    for (Node node : graph.nodes()) {
      layers.put(Emitter.written(node.scope()), node.scope());
    }
  }

  /** Does a run with a place for what TensorFlow tells of it, and hands that on. */
  void during(Consumer<TF_Buffer> run) {
    TF_Buffer buffer = TF_NewBuffer();
    try {
      run.accept(buffer);
      byte[] written = new byte[Math.toIntExact(buffer.length())];
      new BytePointer(buffer.data()).get(written);
      sink.accept(times(RunMetadata.parseFrom(written)));
    } catch (InvalidProtocolBufferException e) {
      throw new BackendException("TensorFlow's statistics of a run cannot be read", e);
    } finally {
      TF_DeleteBuffer(buffer);
    }
  }

  private List<OpTime> times(RunMetadata metadata) {
    List<OpTime> times = new ArrayList<>();
    for (DeviceStepStats device : metadata.getStepStats().getDevStatsList()) {
      // A GPU's streams tell again, by the names of kernels, what the device itself tells.
      if (!device.getDevice().contains("/stream:")) {
        device.getNodeStatsList().forEach(node -> times.add(time(node)));
      }
    }
    return times;
  }

  /** Of an operation named {@code program0/LAYER/KIND.7}. */
  private OpTime time(NodeExecStats node) {
    String name = node.getNodeName();
    int begin = name.startsWith("program") ? name.indexOf('/') + 1 : 0;
    int end = Math.max(begin, name.lastIndexOf('/'));
    String kind = name.substring(name.lastIndexOf('/') + 1);
    int number = kind.lastIndexOf('.');
    return new OpTime(
        layers.getOrDefault(name.substring(begin, end), ""),
        number < 0 ? kind : kind.substring(0, number),
        node.getAllStartNanos() + node.getOpStartRelNanos(),
        node.getOpEndRelNanos() - node.getOpStartRelNanos(),
        node.getOutputList().stream().mapToLong(StepTimes::bytes).sum());
  }

  private static long bytes(NodeOutput output) {
    TensorDescription tensor = output.getTensorDescription();
    long size = Dtypes.bytes(tensor.getDtype().getNumber());
    for (TensorShapeProto.Dim dim : tensor.getShape().getDimList()) {
      size *= dim.getSize();
    }
    return size;
  }
}
