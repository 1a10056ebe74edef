package io.trihorn.losses;

import io.trihorn.config.Registry;
import io.trihorn.ops.Ctc;
import io.trihorn.ops.Tensor;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** The losses by Keras's names. */
public final class Losses {
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
    formula("Hinge", LossFunctions::hinge, "hinge");
    formula("SquaredHinge", LossFunctions::squaredHinge, "squared_hinge");
    formula("CategoricalHinge", LossFunctions::categoricalHinge, "categorical_hinge");
    formula("CTC", Ctc::loss, "ctc");
  }

  /** Adds a loss by formula under its name and further ones, short ones also in capitals. */
  private static void formula(
      String className, BinaryOperator<Tensor> formula, String name, String... further) {
    Stream<String> names = Stream.concat(Stream.of(name), Stream.of(further));
    REGISTRY.add(
        className,
        () -> new FormulaLoss(className, name, formula),
        names
            .flatMap(n -> n.length() > 4 ? Stream.of(n) : Stream.of(n, n.toUpperCase(Locale.ROOT)))
            .filter(n -> !n.equals(className))
            .toArray(String[]::new));
  }

  private Losses() {}

  /** The loss of Keras's name, with default attributes. */
  public static Loss get(String name) {
    return REGISTRY.create(name);
  }
}
