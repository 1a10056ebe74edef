package io.trihorn.caffe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.graph.TensorData;
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
record OracleNet(String text, JsonObject expected) {
  private interface Formula {
    double at(long k);
  }

  static OracleNet of(String text, String json) {
    return new OracleNet(
        text, JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("outputs"));
  }

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

  /** Within relative 1e-4 and absolute 1e-5. */
  void check(String backend) {
    CaffeNet net = read();
    try (var model = net.model()) {
      model.on(backend);
      NDList made = model.callAll(inputs(net), false);
      assertEquals(expected.keySet(), Set.copyOf(net.outputNames()));
      for (String name : expected.keySet()) {
        check(name, made.get(net.outputNames().indexOf(name)), expected.getAsJsonObject(name));
      }
    }
  }

  private static void check(String name, NDArray mine, JsonObject real) {
    JsonArray shape = real.getAsJsonArray("shape");
    assertEquals(
        shape.toString().replace(",", ", "), Arrays.toString(mine.getShape().getShape()), name);
    float[] values = mine.toFloatArray();
    JsonArray data = real.getAsJsonArray("data");
    for (int i = 0; i < values.length; i++) {
      double right = data.get(i).getAsDouble();
      assertTrue(
          Math.abs(values[i] - right) <= 1e-5 + 1e-4 * Math.abs(right),
          name + "[" + i + "] is " + values[i] + " instead of " + right);
    }
  }
}
