import static org.bytedeco.caffe.global.caffe.ReadProtoFromTextFile;
import static org.bytedeco.caffe.global.caffe.TEST;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.caffe.Caffe;
import org.bytedeco.caffe.FloatBlob;
import org.bytedeco.caffe.FloatBlobSharedVector;
import org.bytedeco.caffe.FloatBlobVector;
import org.bytedeco.caffe.FloatLayer;
import org.bytedeco.caffe.FloatNet;
import org.bytedeco.caffe.NetParameter;
import org.bytedeco.javacpp.FloatPointer;

/** Lets real Caffe compute a net: {@code Oracle NET.prototxt OUT.json}. */
public final class Oracle {
  interface Formula {
    double at(int k);
  }

  private Oracle() {}

  public static void main(String[] args) throws IOException {
    Caffe.set_mode(Caffe.CPU);
    NetParameter text = new NetParameter();
    if (!ReadProtoFromTextFile(args[0], text)) {
      throw new IOException("Caffe does not read " + args[0]);
    }
    text.mutable_state().set_phase(TEST);
    FloatNet net = new FloatNet(text);
    FloatBlobVector inputs = net.input_blobs();
    for (int i = 0; i < inputs.size(); i++) {
      String name = net.blob_names().get(net.input_blob_indices().get(i)).getString();
      fill(inputs.get(i), input(name, i, inputs.get(i)));
    }
    Map<Long, Integer> statistics = statistics(net);
    FloatBlobSharedVector learnt = net.params();
    for (int i = 0; i < learnt.size(); i++) {
      fill(learnt.get(i), learnt(i, statistics.get(learnt.get(i).cpu_data().address())));
    }
    net.Forward();
    Files.writeString(Path.of(args[1]), json(net));
  }

  static Formula input(String name, int index, FloatBlob blob) {
    return switch (name) {
      case "label" -> k -> k % 3;
      case "pair" -> k -> k % 2;
      case "cont" -> k -> k < blob.shape(1) || k % 5 == 0 ? 0 : 1;
      default -> k -> Math.sin(0.11 * k + index);
    };
  }

  static Formula learnt(int index, Integer statistic) {
    return k -> {
      double s = Math.sin(0.37 * k + index);
      if (statistic == null) {
        return 0.3 * s;
      }
      return statistic == 0 ? 0.1 * s : statistic == 1 ? 1 + 0.2 * s * s : 2;
    };
  }

  /** Which blob of a BatchNorm layer each is, by its address. */
  static Map<Long, Integer> statistics(FloatNet net) {
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < net.layers().size(); i++) {
      FloatLayer layer = net.layers().get(i);
      if (layer.type().getString().equals("BatchNorm")) {
        for (int j = 0; j < layer.blobs().size(); j++) {
          places.put(layer.blobs().get(j).cpu_data().address(), j);
        }
      }
    }
    return places;
  }

  static void fill(FloatBlob blob, Formula formula) {
    FloatPointer data = new FloatPointer(blob.mutable_cpu_data());
    for (int k = 0; k < blob.count(); k++) {
      data.put(k, (float) formula.at(k));
    }
  }

  private static String json(FloatNet net) {
    StringBuilder text = new StringBuilder("{\"outputs\": {");
    FloatBlobVector outputs = net.output_blobs();
    for (int i = 0; i < outputs.size(); i++) {
      FloatBlob blob = outputs.get(i);
      text.append(i > 0 ? ", \"" : "\"");
      text.append(net.blob_names().get(net.output_blob_indices().get(i)).getString());
      text.append("\": {\"shape\": [");
      for (int axis = 0; axis < blob.num_axes(); axis++) {
        text.append(axis > 0 ? ", " : "").append(blob.shape(axis));
      }
      text.append("], \"data\": [");
      FloatPointer data = new FloatPointer(blob.cpu_data());
      for (int k = 0; k < blob.count(); k++) {
        text.append(k > 0 ? ", " : "").append(data.get(k));
      }
      text.append("]}");
    }
    return text.append("}}\n").toString();
  }
}
