package io.trihorn.losses;

import io.trihorn.config.Registry;
import io.trihorn.ops.Ctc;
import io.trihorn.ops.Tensor;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** The losses by Keras's names. */
public final class Losses extends LossForms {
  /** All of them; classes of your own are added here. */
  public static final Registry<Loss> REGISTRY =
      new Registry<Loss>("loss", "keras.losses")
          .add("CategoricalCrossentropy", CategoricalCrossentropy::new, "categorical_crossentropy")
          .add(
              "SparseCategoricalCrossentropy",
              SparseCategoricalCrossentropy::new,
              "sparse_categorical_crossentropy")
          .add("BinaryCrossentropy", BinaryCrossentropy::new, "binary_crossentropy", "bce", "BCE")
          .add("BinaryFocalCrossentropy", BinaryFocalCrossentropy::new, "binary_focal_crossentropy")
          .add(
              "CategoricalFocalCrossentropy",
              CategoricalFocalCrossentropy::new,
              "categorical_focal_crossentropy")
          .add(
              "CategoricalGeneralizedCrossEntropy",
              CategoricalGeneralizedCrossEntropy::new,
              "categorical_generalized_cross_entropy")
          .add("CosineSimilarity", CosineSimilarity::new, "cosine_similarity")
          .add("Huber", Huber::new, "huber", "huber_loss")
          .add("Dice", () -> new Overlap(false), "dice")
          .add("Tversky", () -> new Overlap(true), "tversky")
          .add("Circle", Circle::new, "circle")
          .add("MeanSquaredError", MeanSquaredError::new, "mean_squared_error", "mse", "MSE");

  static {
    formula("MeanAbsoluteError", LossFunctions::meanAbsoluteError, "mean_absolute_error", "mae");
    formula(
        "MeanAbsolutePercentageError",
        LossFunctions::meanAbsolutePercentageError,
        "mean_absolute_percentage_error",
        "mape");
    formula(
        "MeanSquaredLogarithmicError",
        LossFunctions::meanSquaredLogarithmicError,
        "mean_squared_logarithmic_error",
        "msle");
    formula("LogCosh", LossFunctions::logCosh, "log_cosh", "logcosh");
    formula(
        "KLDivergence",
        LossFunctions::klDivergence,
        "kl_divergence",
        "kld",
        "kullback_leibler_divergence");
    formula("Poisson", LossFunctions::poisson, "poisson");
    hinge("Hinge", LossFunctions::hinge, "hinge");
    hinge("SquaredHinge", LossFunctions::squaredHinge, "squared_hinge");
    formula("CategoricalHinge", LossFunctions::categoricalHinge, "categorical_hinge");
    formula("CTC", Ctc::loss, "ctc");
  }

  /** Adds a loss by formula under its name and further ones, short ones also in capitals. */
  private static void formula(
      String className, BinaryOperator<Tensor> formula, String name, String... further) {
    Stream<String> names = Stream.concat(Stream.of(name), Stream.of(further));
    REGISTRY.add(
        className,
        () -> new FormulaLoss(className, name, !className.equals("CTC"), formula),
        names
            .flatMap(n -> n.length() > 4 ? Stream.of(n) : Stream.of(n, n.toUpperCase(Locale.ROOT)))
            .filter(n -> !n.equals(className))
            .toArray(String[]::new));
  }

  private static void hinge(String className, BinaryOperator<Tensor> formula, String name) {
    REGISTRY.add(
        className, () -> new FormulaLoss(className, name, true, formula).labelsFrom(-1), name);
  }

  private Losses() {}

  /** Cross-entropy of yes and no. */
  public static BinaryCrossentropy binaryCrossentropy() {
    return new BinaryCrossentropy();
  }

  /** Cross-entropy of yes and no in which easy samples count less. */
  public static BinaryFocalCrossentropy binaryFocalCrossentropy() {
    return new BinaryFocalCrossentropy();
  }

  /** Cross-entropy of class probabilities. */
  public static CategoricalCrossentropy categoricalCrossentropy() {
    return new CategoricalCrossentropy();
  }

  /** Cross-entropy of class probabilities in which easy samples count less. */
  public static CategoricalFocalCrossentropy categoricalFocalCrossentropy() {
    return new CategoricalFocalCrossentropy();
  }

  /** A loss between cross-entropy and absolute error, by class index. */
  public static CategoricalGeneralizedCrossEntropy categoricalGeneralizedCrossEntropy() {
    return new CategoricalGeneralizedCrossEntropy();
  }

  /** Cross-entropy of class indices. */
  public static SparseCategoricalCrossentropy sparseCategoricalCrossentropy() {
    return new SparseCategoricalCrossentropy();
  }

  /** Similarities within and between classes. */
  public static Circle circle() {
    return new Circle();
  }

  /** Minus the cosine of the angle. */
  public static CosineSimilarity cosineSimilarity() {
    return new CosineSimilarity();
  }

  /** Squared error near 0, absolute error further away. */
  public static Huber huber() {
    return new Huber();
  }

  /** Mean squared error. */
  public static MeanSquaredError meanSquaredError() {
    return new MeanSquaredError();
  }

  /** Dice's loss of regions. */
  public static Overlap dice() {
    return new Overlap(false);
  }

  /** Tversky's loss of regions. */
  public static Overlap tversky() {
    return new Overlap(true);
  }

  /** Mean absolute error. */
  public static Loss meanAbsoluteError() {
    return get("MeanAbsoluteError");
  }

  /** Mean absolute error in percent of the target. */
  public static Loss meanAbsolutePercentageError() {
    return get("MeanAbsolutePercentageError");
  }

  /** Mean squared difference of logarithms. */
  public static Loss meanSquaredLogarithmicError() {
    return get("MeanSquaredLogarithmicError");
  }

  /** Mean logarithm of the hyperbolic cosine of the error. */
  public static Loss logCosh() {
    return get("LogCosh");
  }

  /** Divergence of two distributions. */
  public static Loss klDivergence() {
    return get("KLDivergence");
  }

  /** Loss of counts. */
  public static Loss poisson() {
    return get("Poisson");
  }

  /** Hinge loss. */
  public static Loss hinge() {
    return get("Hinge");
  }

  /** Squared hinge loss. */
  public static Loss squaredHinge() {
    return get("SquaredHinge");
  }

  /** Hinge loss of classes. */
  public static Loss categoricalHinge() {
    return get("CategoricalHinge");
  }

  /** Loss of label sequences; see {@link io.trihorn.ops.Ctc}. */
  public static Loss ctc() {
    return get("CTC");
  }

  /** The loss of Keras's name, with default attributes. */
  public static Loss get(String name) {
    return REGISTRY.create(name);
  }

  /** The one of Keras's name, with attributes by Keras's names. */
  public static Loss get(String name, Map<String, ?> attributes) {
    return REGISTRY.create(name, attributes);
  }
}
