import static org.bytedeco.caffe.global.caffe.ReadProtoFromTextFile;
import static org.bytedeco.caffe.global.caffe.ReadSolverParamsFromTextFileOrDie;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.caffe.Caffe;
import org.bytedeco.caffe.FloatBlob;
import org.bytedeco.caffe.FloatBlobSharedVector;
import org.bytedeco.caffe.FloatBlobVector;
import org.bytedeco.caffe.FloatNet;
import org.bytedeco.caffe.FloatSolver;
import org.bytedeco.caffe.FloatSolverRegistry;
import org.bytedeco.caffe.NetParameter;
import org.bytedeco.caffe.SolverParameter;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Lets real Caffe train a net: {@code TrainOracle DIR ITERATIONS OUT.json [STATE]} with {@code
 * DIR/net.prototxt} and {@code DIR/solver.prototxt}, from blobs by formula or from a snapshot.
 */
public final class TrainOracle {
  private TrainOracle() {}

  public static void main(String[] args) throws IOException {
    Caffe.set_mode(Caffe.CPU);
    SolverParameter text = new SolverParameter();
    ReadSolverParamsFromTextFileOrDie(args[0] + "/solver.prototxt", text);
    NetParameter netText = new NetParameter();
    if (!ReadProtoFromTextFile(args[0] + "/net.prototxt", netText)) {
      throw new IOException("Caffe does not read the net in " + args[0]);
    }
    text.mutable_net_param().CopyFrom(netText);
    text.set_solver_mode(0);
    text.set_snapshot_after_train(false);
    FloatSolver solver = FloatSolverRegistry.CreateSolver(text);
    FloatNet net = solver.net();
    FloatBlobVector inputs = net.input_blobs();
    for (int i = 0; i < inputs.size(); i++) {
      String name = net.blob_names().get(net.input_blob_indices().get(i)).getString();
      FloatBlob blob = inputs.get(i);
      FloatPointer data = new FloatPointer(blob.mutable_cpu_data());
      for (int k = 0; k < blob.count(); k++) {
        data.put(k, (float) Oracle.input(name, i, blob).at(k));
      }
    }
    FloatBlobSharedVector learnt = net.params();
    var statistics = Oracle.statistics(net);
    for (int i = 0; i < learnt.size(); i++) {
      Oracle.fill(
          learnt.get(i), Oracle.learnt(i, statistics.get(learnt.get(i).cpu_data().address())));
    }
    if (args.length > 3) {
      solver.Restore(args[3]);
    }
    List<String> losses = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      solver.Step(1);
      losses.add(Float.toString(loss(net)));
    }
    Files.writeString(
        Path.of(args[2]), "{\"losses\": " + losses + ", \"params\": " + blobs(learnt) + "}\n");
  }

  /** That of the iteration: what the outputs hold by their weights. */
  private static float loss(FloatNet net) {
    float loss = 0;
    for (int i = 0; i < net.output_blobs().size(); i++) {
      FloatBlob blob = net.output_blobs().get(i);
      float weight = net.blob_loss_weights().get(net.output_blob_indices().get(i));
      FloatPointer data = new FloatPointer(blob.cpu_data());
      for (int k = 0; k < blob.count(); k++) {
        loss += weight * data.get(k);
      }
    }
    return loss;
  }

  private static List<String> blobs(FloatBlobSharedVector learnt) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < learnt.size(); i++) {
      FloatBlob blob = learnt.get(i);
      List<Integer> shape = new ArrayList<>();
      for (int axis = 0; axis < blob.num_axes(); axis++) {
        shape.add(blob.shape(axis));
      }
      List<Float> data = new ArrayList<>();
      FloatPointer values = new FloatPointer(blob.cpu_data());
      for (int k = 0; k < blob.count(); k++) {
        data.add(values.get(k));
      }
      all.add("{\"shape\": " + shape + ", \"data\": " + data + "}");
    }
    return all;
  }
}
