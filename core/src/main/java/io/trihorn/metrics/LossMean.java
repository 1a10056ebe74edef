package io.trihorn.metrics;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.config.Config;
import io.trihorn.config.Names;
import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** The mean of a loss, with the attributes that Keras's metric of that name has. */
public final class LossMean extends MeanMetricWrapper {
  /** Keras's metrics of this kind. */
  enum Kind {
    MEAN_SQUARED_ERROR("MeanSquaredError", "MeanSquaredError", "{}", "mse", "MSE"),
    MEAN_ABSOLUTE_ERROR("MeanAbsoluteError", "MeanAbsoluteError", "{}", "mae", "MAE"),
    PERCENTAGE("MeanAbsolutePercentageError", "MeanAbsolutePercentageError", "{}", "mape", "MAPE"),
    LOGARITHMIC("MeanSquaredLogarithmicError", "MeanSquaredLogarithmicError", "{}", "msle", "MSLE"),
    LOG_COSH("LogCoshError", "LogCosh", "{}", "log_cosh"),
    POISSON("Poisson", "Poisson", "{}"),
    KL_DIVERGENCE("KLDivergence", "KLDivergence", "{}", "kld", "KLD"),
    HINGE("Hinge", "Hinge", "{}"),
    SQUARED_HINGE("SquaredHinge", "SquaredHinge", "{}"),
    CATEGORICAL_HINGE("CategoricalHinge", "CategoricalHinge", "{}"),
    BINARY_CROSSENTROPY(
        "BinaryCrossentropy",
        "BinaryCrossentropy",
        "{from_logits: false, label_smoothing: 0}",
        "bce",
        "BCE"),
    CATEGORICAL_CROSSENTROPY(
        "CategoricalCrossentropy",
        "CategoricalCrossentropy",
        "{from_logits: false, label_smoothing: 0, axis: -1}"),
    SPARSE_CATEGORICAL_CROSSENTROPY(
        "SparseCategoricalCrossentropy",
        "SparseCategoricalCrossentropy",
        "{from_logits: false, ignore_class: null, axis: -1}");

    private final String className;
    private final String loss;
    private final String attributes;
    private final List<String> aliases;

    Kind(String className, String loss, String attributes, String... aliases) {
      this.className = className;
      this.loss = loss;
      this.attributes = attributes;
      this.aliases = List.of(aliases);
    }

    String className() {
      return className;
    }

    String[] aliases() {
      return aliases.toArray(new String[0]);
    }
  }

  private final Kind kind;
  private final JsonObject attributes;

  LossMean(Kind kind) {
    this.kind = kind;
    this.attributes = JsonParser.parseString(kind.attributes).getAsJsonObject();
  }

  @Override
  public String className() {
    return kind.className;
  }

  @Override
  protected String defaultName() {
    return switch (kind) {
      case LOG_COSH -> "logcosh";
      case KL_DIVERGENCE -> "kl_divergence";
      default -> Names.snake(kind.className);
    };
  }

  /** Whether predictions are logits; for cross-entropies. */
  public LossMean fromLogits(boolean value) {
    set("from_logits", value);
    return this;
  }

  /** How much targets are moved towards uniform; for cross-entropies. */
  public LossMean labelSmoothing(double value) {
    set("label_smoothing", value);
    return this;
  }

  /** The axis of the classes; for cross-entropies. */
  public LossMean axis(int value) {
    set("axis", value);
    return this;
  }

  /** A class whose samples do not count; for sparse cross-entropy. */
  public LossMean ignoreClass(Integer value) {
    set("ignore_class", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    for (String key : List.copyOf(attributes.keySet())) {
      JsonElement read = config.value(key, attributes.get(key), e -> e, e -> e);
      attributes.add(key, read == null ? JsonNull.INSTANCE : read);
    }
  }

  private Loss loss() {
    return Losses.REGISTRY.create(kind.loss, attributes);
  }

  @Override
  protected Tensor values(Tensor yTrue, Tensor yPred) {
    return loss().perSample(yTrue, yPred);
  }

  /** Samples of an ignored class do not count either where anything else has a weight. */
  @Override
  Tensor counted(Tensor yTrue, Tensor yPred) {
    JsonElement ignored = attributes.get("ignore_class");
    if (ignored == null || ignored.isJsonNull()) {
      return null;
    }
    boolean extra = yTrue.rank() == yPred.rank() && yTrue.dim(-1) == 1;
    return Ops.notEqual(extra ? Shapes.squeeze(yTrue, -1) : yTrue, ignored.getAsInt());
  }

  @Override
  public boolean sparseTargets() {
    return loss().sparseTargets();
  }

  @Override
  public Direction direction() {
    return Direction.DOWN;
  }
}
