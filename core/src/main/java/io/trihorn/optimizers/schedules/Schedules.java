package io.trihorn.optimizers.schedules;

import com.google.gson.JsonObject;
import io.trihorn.config.Registry;
import java.util.List;
import java.util.Map;

/** The learning-rate schedules by Keras's names. */
public final class Schedules {
  /** All of them; classes of your own are added here. */
  public static final Registry<LearningRateSchedule> REGISTRY =
      new Registry<LearningRateSchedule>("learning-rate schedule", "keras.optimizers.schedules")
          .add("ExponentialDecay", ExponentialDecay::new)
          .add("InverseTimeDecay", InverseTimeDecay::new)
          .add("PolynomialDecay", PolynomialDecay::new)
          .add("PiecewiseConstantDecay", PiecewiseConstantDecay::new)
          .add("CosineDecay", CosineDecay::new)
          .add("CosineDecayRestarts", CosineDecayRestarts::new);

  private Schedules() {}

  /** A schedule of Keras's name with attributes by Keras's names. */
  public static LearningRateSchedule get(String name, JsonObject attributes) {
    return REGISTRY.create(name, attributes);
  }

  /** {@code initial * rate^(step / steps)}. */
  public static LearningRateSchedule exponentialDecay(double initial, double steps, double rate) {
    return get("ExponentialDecay", decay(initial, steps, rate));
  }

  /** {@code initial / (1 + rate * step / steps)}. */
  public static LearningRateSchedule inverseTimeDecay(double initial, double steps, double rate) {
    return get("InverseTimeDecay", decay(initial, steps, rate));
  }

  /** From an initial rate to 0 along half a cosine in this many steps. */
  public static LearningRateSchedule cosineDecay(double initial, double steps) {
    JsonObject json = new JsonObject();
    json.addProperty("initial_learning_rate", initial);
    json.addProperty("decay_steps", steps);
    return get("CosineDecay", json);
  }

  /** Values that change after the steps given as boundaries, one value more than boundaries. */
  public static LearningRateSchedule piecewiseConstant(
      List<Double> boundaries, List<Double> values) {
    return new PiecewiseConstantDecay(boundaries, values);
  }

  private static JsonObject decay(double initial, double steps, double rate) {
    JsonObject json = new JsonObject();
    json.addProperty("initial_learning_rate", initial);
    json.addProperty("decay_steps", steps);
    json.addProperty("decay_rate", rate);
    return json;
  }

  /** The one of Keras's name, with attributes by Keras's names. */
  public static LearningRateSchedule get(String name, Map<String, ?> attributes) {
    return REGISTRY.create(name, attributes);
  }

  /** From one rate to another along a power of the share of the steps. */
  public static LearningRateSchedule polynomialDecay(
      double initial, double steps, double end, double power) {
    return get(
        "PolynomialDecay",
        Map.of(
            "initial_learning_rate",
            initial,
            "decay_steps",
            steps,
            "end_learning_rate",
            end,
            "power",
            power));
  }

  /** Half cosines, each twice as long as the last. */
  public static LearningRateSchedule cosineDecayRestarts(double initial, double firstSteps) {
    return get(
        "CosineDecayRestarts",
        Map.of("initial_learning_rate", initial, "first_decay_steps", firstSteps));
  }
}
