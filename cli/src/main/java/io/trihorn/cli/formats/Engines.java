package io.trihorn.cli.formats;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.samediff.Arrays;
import io.trihorn.backend.tensorflow.TensorFlow;
import io.trihorn.export.Ports;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs files with the engines that they are for. */
final class Engines {
  private Engines() {}

  static List<TensorData> savedModel(Model like, Path file, List<TensorData> inputs) {
    Ports ports = Ports.ofSignature(like);
    Map<String, TensorData> byName = new TreeMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      byName.put(ports.inputs().get(i), inputs.get(i));
    }
    List<String> order = ports.outputs().stream().sorted().toList();
    try (Model model = TensorFlow.loadSavedModel(file)) {
      List<TensorData> results = model.predictOnBatch(byName.values().toArray(TensorData[]::new));
      return ports.outputs().stream().map(name -> results.get(order.indexOf(name))).toList();
    }
  }

  static List<TensorData> sameDiff(Model like, Path file, List<TensorData> inputs) {
    Ports ports = Ports.of(like);
    SameDiff graph = SameDiff.load(file.toFile(), false);
    Map<String, INDArray> feeds = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      feeds.put(ports.inputs().get(i), Arrays.of(inputs.get(i)));
    }
    Map<String, INDArray> results = graph.output(feeds, ports.outputs());
    return ports.outputs().stream().map(name -> floats(results.get(name))).toList();
  }

  static List<TensorData> network(Model like, Path file, List<TensorData> inputs)
      throws IOException {
    ComputationGraph network = ComputationGraph.load(file.toFile(), false);
    List<TensorData> results = new ArrayList<>();
    for (INDArray output :
        network.output(inputs.stream().map(Arrays::of).toArray(INDArray[]::new))) {
      results.add(floats(output));
    }
    return results;
  }

  private static TensorData floats(INDArray array) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, array.shape()));
    data.floats().put(array.dup('c').data().asFloat());
    return data;
  }
}
