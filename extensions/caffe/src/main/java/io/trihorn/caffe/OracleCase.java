package io.trihorn.caffe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A net whose inputs and weights are by formula, and what real Caffe computes of it.
 *
 * @param text the net
 * @param expected its outputs
 */
public record OracleCase(String text, JsonObject expected) {
  private interface Formula {
    double at(long k);
  }

  /** A case from the net's text and the text of its results. */
  public static OracleCase of(String text, String json) {
    return new OracleCase(
        text, JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("outputs"));
  }

  /** The net with weights by formula. */
  CaffeNet read() {
    CaffeNet net = CaffeNet.parse(text, new NetOptions());
    net.setBlobs(blobs(net));
    return net;
  }

  static List<TensorData> inputs(CaffeNet net) {
    List<TensorData> inputs = new ArrayList<>();
    for (int i = 0; i < net.inputNames().size(); i++) {
      long[] dims = net.model().inputs().get(i).shape().getShape();
      inputs.add(filled(dims, formula(net.inputNames().get(i), i, dims)));
    }
    return inputs;
  }

  /** Labels, flags of sequences that go on and flags of pairs are whole numbers. */
  private static Formula formula(String name, int index, long[] dims) {
    return switch (name) {
      case "label" -> k -> k % 3;
      case "pair" -> k -> k % 2;
      case "cont" -> k -> k < dims[1] || k % 5 == 0 ? 0 : 1;
      default -> k -> Math.sin(0.11 * k + index);
    };
  }

  private static TensorData filled(long[] dims, Formula formula) {
    float[] values = new float[Math.toIntExact(Arrays.stream(dims).reduce(1, Math::multiplyExact))];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) formula.at(k);
    }
    return TensorData.of(values, dims);
  }

  static Map<String, List<TensorData>> blobs(CaffeNet net) {
    Map<String, List<TensorData>> blobs = new LinkedHashMap<>();
    int index = 0;
    for (Map.Entry<String, List<long[]>> layer : net.blobShapes().entrySet()) {
      boolean statistics = net.isBatchNorm(layer.getKey());
      List<TensorData> values = new ArrayList<>();
      for (long[] shape : layer.getValue()) {
        values.add(filled(shape, learnt(index++, statistics ? values.size() : -1)));
      }
      blobs.put(layer.getKey(), values);
    }
    return blobs;
  }

  private static Formula learnt(int index, int statistic) {
    return k -> {
      double s = Math.sin(0.37 * k + index);
      return switch (statistic) {
        case 0 -> 0.1 * s;
        case 1 -> 1 + 0.2 * s * s;
        case 2 -> 2;
        default -> 0.3 * s;
      };
    };
  }

  /**
   * Compares what a backend computes.
   *
   * @throws CaffeException if it is not within relative 1e-4 and absolute 1e-5
   */
  public void check(String backend) {
    CaffeNet net = read();
    try (var model = net.model()) {
      model.on(backend);
      List<TensorData> made = model.predictOnBatch(inputs(net).toArray(TensorData[]::new));
      if (!expected.keySet().equals(Set.copyOf(net.outputNames()))) {
        throw new CaffeException(
            "the outputs should be " + expected.keySet() + ", but are " + net.outputNames());
      }
      for (String name : expected.keySet()) {
        check(name, made.get(net.outputNames().indexOf(name)), expected.getAsJsonObject(name));
      }
    }
  }

  /**
   * Compares what a backend makes of a net by training: the losses of each iteration and what is
   * learnt at the end.
   *
   * @param folder {@code solver.prototxt}, {@code net.prototxt} and {@code expected.json}
   * @throws CaffeException if it is not within relative 1e-4 and absolute 1e-5
   */
  public static void checkTraining(Path folder, String backend) throws IOException {
    JsonObject expected =
        JsonParser.parseString(Files.readString(folder.resolve("expected.json"))).getAsJsonObject();
    Path text = folder.resolve("solver.prototxt");
    try (CaffeSolver solver = CaffeSolver.forNet(text, folder.resolve("net.prototxt"))) {
      solver.on(backend);
      CaffeNet net = solver.net();
      net.setBlobs(blobs(net));
      Map<String, TensorData> batch = new LinkedHashMap<>();
      List<TensorData> inputs = inputs(net);
      inputs.forEach(input -> batch.put(net.inputNames().get(batch.size()), input));
      solver.trainData(() -> batch);
      JsonArray losses = expected.getAsJsonArray("losses");
      check("losses", TensorData.of(solver.step(losses.size()), losses.size()), losses);
      Map<String, List<TensorData>> learnt = net.blobs();
      JsonArray params = expected.getAsJsonArray("params");
      List<Learnable> learnables = net.learnables();
      for (int i = 0; i < learnables.size(); i++) {
        Learnable blob = learnables.get(i);
        String name = "layer '" + blob.layer() + "', blob " + blob.index();
        TensorData mine = learnt.get(blob.layer()).get(blob.index());
        check(name, mine, params.get(i).getAsJsonObject());
      }
    }
  }

  private static void check(String name, TensorData mine, JsonObject real) {
    String shape = real.getAsJsonArray("shape").toString().replace(",", ", ");
    String made = Arrays.toString(mine.type().dims());
    if (!shape.equals(made)) {
      throw new CaffeException(name + " should be of shape " + shape + ", but is of " + made);
    }
    check(name, mine, real.getAsJsonArray("data"));
  }

  private static void check(String name, TensorData mine, JsonArray data) {
    int i = 0;
    for (JsonElement element : data) {
      double right = element.getAsDouble();
      double value = mine.getDouble(i);
      if (!(Math.abs(value - right) <= 1e-5 + 1e-4 * Math.abs(right))) {
        throw new CaffeException(name + "[" + i + "] is " + value + " instead of " + right);
      }
      i++;
    }
  }
}
