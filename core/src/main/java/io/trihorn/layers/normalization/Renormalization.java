package io.trihorn.layers.normalization;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializer;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.Map;
import java.util.TreeMap;

/**
 * Batch renormalization (Ioffe, 2017): in training too, outputs are as by moving statistics, up to
 * corrections r and d within bounds; no gradient flows through these.
 */
final class Renormalization {
  private boolean on;
  private Map<String, Double> clipping;
  private double momentum = 0.99;
  private Weight movingDeviation;
  private Weight mean;
  private Weight deviation;

  /** Makes a weight that is not trained. */
  @FunctionalInterface
  interface Maker {
    Weight make(String name, Initializer initializer);
  }

  boolean isOn() {
    return on;
  }

  void turnOn() {
    on = true;
    clipping = clipping == null ? new TreeMap<>() : clipping;
  }

  void clip(String bound, double value) {
    turnOn();
    clipping.put(bound, value);
    check();
  }

  void momentum(double value) {
    momentum = value;
  }

  void configure(Config config) {
    on = config.bool("renorm", on);
    clipping =
        config.value("renorm_clipping", clipping, Renormalization::toJson, Renormalization::read);
    momentum = config.number("renorm_momentum", momentum);
    if (on) {
      turnOn();
      check();
    }
  }

  private static JsonElement toJson(Map<String, Double> bounds) {
    JsonObject json = new JsonObject();
    bounds.forEach(json::addProperty);
    return json;
  }

  private static Map<String, Double> read(JsonElement json) {
    Map<String, Double> bounds = new TreeMap<>();
    json.getAsJsonObject()
        .entrySet()
        .forEach(
            e -> {
              if (!e.getValue().isJsonNull()) {
                bounds.put(e.getKey(), Config.number(e.getValue()));
              }
            });
    return bounds;
  }

  private void check() {
    boolean known = clipping.keySet().stream().allMatch(k -> k.matches("rmin|rmax|dmax"));
    double rmin = clipping.getOrDefault("rmin", Double.NEGATIVE_INFINITY);
    double rmax = clipping.getOrDefault("rmax", Double.POSITIVE_INFINITY);
    if (!known || rmin > rmax || clipping.getOrDefault("dmax", 0.0) < 0) {
      throw new ConfigException(
          "BatchNormalization: renorm_clipping should have rmin <= rmax and dmax >= 0 at most, but"
              + " is "
              + clipping);
    }
  }

  void build(Maker maker, Initializer meanInitializer, Initializer varianceInitializer) {
    if (on) {
      Initializer root = new Root(varianceInitializer);
      movingDeviation = maker.make("moving_stddev", root);
      mean = maker.make("renorm_mean", meanInitializer);
      deviation = maker.make("renorm_stddev", root);
    }
  }

  /** Starts a deviation at the root of a variance. */
  private record Root(Initializer variance) implements Initializer {
    @Override
    public void configure(Config config) {}

    @Override
    public TensorData generate(TensorType type, long seed) {
      TensorData value = variance.generate(type, seed).copy();
      for (long i = 0; i < value.size(); i++) {
        value.setDouble(i, Math.sqrt(value.getDouble(i)));
      }
      return value;
    }
  }

  /**
   * What turns {@code (x - batch mean) / batch deviation} into the result before gamma and beta.
   *
   * @param factor r, {@code (channels)}
   * @param offset d, {@code (channels)}
   */
  record Correction(Tensor factor, Tensor offset) {}

  Correction correction(Tensor batchMean, Tensor batchDeviation, double epsilon, Call call) {
    Tensor known =
        Ops.maximum(Ops.cast(call.readStored(deviation), batchMean.dtype()), Math.sqrt(epsilon));
    Tensor center = Ops.cast(call.readStored(mean), batchMean.dtype());
    Tensor r = Ops.divide(batchDeviation, known);
    Tensor d = Ops.divide(Ops.subtract(batchMean, center), known);
    r = clipping.containsKey("rmin") ? Ops.maximum(r, clipping.get("rmin")) : r;
    r = clipping.containsKey("rmax") ? Ops.minimum(r, clipping.get("rmax")) : r;
    Double most = clipping.get("dmax");
    d = most == null ? d : Ops.clip(d, -most, most);
    return new Correction(Ops.stopGradient(r), Ops.stopGradient(d));
  }

  /** Keeps the statistics, and gives the new moving variance. */
  Tensor update(Tensor batchMean, Tensor batchDeviation, double moving, double epsilon, Call call) {
    blend(mean, batchMean, momentum, call);
    blend(deviation, batchDeviation, momentum, call);
    Tensor kept = blend(movingDeviation, batchDeviation, moving, call);
    return Ops.maximum(Ops.subtract(Ops.square(kept), epsilon), 0);
  }

  /** Moves an average, and gives its new value. */
  static Tensor blend(Weight average, Tensor value, double momentum, Call call) {
    Tensor old = call.readStored(average);
    Tensor now = Ops.cast(value, old.dtype());
    Tensor next = Ops.add(Ops.multiply(old, momentum), Ops.multiply(now, 1 - momentum));
    call.assign(average, next);
    return next;
  }
}
