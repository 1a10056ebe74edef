package io.trihorn.examples;

import io.trihorn.examples.speech.Synthesizer;
import java.util.List;

/** All examples by name. docs/examples.md tells how Keras's and PyTorch's figures were found. */
public final class Examples {
  /** Every example there is; a new one is added here. */
  public static final List<Listed> ALL =
      List.of(
          new Listed("housing", new Housing(), 100, "mean absolute error", 2.4184, atMost(3.5)),
          new Listed("iris", new Iris(), 60, "accuracy", 1, atLeast(0.97)),
          new Listed("images", new Images(), 20, "accuracy", 0.4167, atLeast(0.39)),
          new Listed("spam", new Spam(false), 5, "accuracy", 0.9880, atLeast(0.985)),
          new Listed(
              "airline", new Airline(), 100, "root of mean squared error", 22.5975, atMost(23.7)),
          new Listed("char-rnn", new CharRnn(), 3, "crossentropy", 1.8508, atMost(1.94)),
          new Listed(
              "two-inputs", new TwoInputs(), 30, "mean absolute error", 1.5148, atMost(1.59)),
          new Listed("fine-tuning", new FineTuning(), 5, "accuracy", 0.9172, atLeast(0.90)),
          new Listed("custom-layer", new CustomLayer(), 3, "accuracy", 0.9579, atLeast(0.95)),
          new Listed("gan", new Gan(), 2, "loss of the artist", 2.6003, between(2.4, 2.8)),
          new Listed("wgan-gp", new WganGp(), 2, "distance", 3.5501, between(3.2, 3.9)),
          new Listed("vae", new Vae(), 5, "loss", 121.2817, between(118.9, 123.7)),
          new Listed("resume", new Resume(), 20, "mean absolute error", 0.8822, atMost(0.93)),
          new Listed("serving", new Serving(), 40, "accuracy", 0.9967, atLeast(0.97)),
          new Listed("search", new Search(), 40, "best accuracy", 0.8462, atLeast(0.81)),
          new Listed("distillation", new Distillation(), 5, "accuracy", 0.9120, atLeast(0.90)),
          new Listed("contrastive", new Contrastive(), 2, "accuracy", 0.7993, atLeast(0.77)),
          new Listed("federated", new Federated(), 5, "accuracy", 0.9236, atLeast(0.91)),
          new Listed("tree-lstm", new TreeLstm(), 1, "accuracy", "PyTorch", 0.9659, atLeast(0.95)),
          new Listed(
              "early-exit", new EarlyExit(), 2, "accuracy", "PyTorch", 0.9326, atLeast(0.92)),
          new Listed(
              "stacked-autoencoder",
              new StackedAutoencoder(),
              5,
              "accuracy",
              "not trained before",
              0.8743,
              atLeast(0.88)),
          new Listed(
              "deep-belief",
              new DeepBelief(),
              5,
              "accuracy",
              "not trained before",
              0.8743,
              atLeast(0.88)),
          new Listed(
              "boltzmann-machine",
              new Rbm(),
              5,
              "error of pixels",
              "scikit-learn",
              0.1343,
              atMost(0.1)),
          new Listed(
              "k-means", new KMeansFeatures(), 20, "accuracy", "pixels", 0.8678, atLeast(0.92)),
          new Listed(
              "features", new InnerFeatures(), 5, "accuracy", "pixels", 0.8678, atLeast(0.87)),
          new Listed("cross-validation", new CrossValidated(), 60, "accuracy", 0.96, atLeast(0.95)),
          new Listed("wine", new Wine(), 60, "accuracy", 1, atLeast(0.96)),
          new Listed("prices", new Prices(), 100, "R²", 0.8018, atLeast(0.78)),
          new Listed(
              "membranes", new Membranes(), 12, "accuracy of pixels", "asked", 0.9, atLeast(0.9)),
          new Listed(
              "scans", new Scans(), 60, "error in Hounsfield units", "noise", 40, atMost(30)),
          new Listed("emotions", new Emotions(), 1, "difference of probabilities", 0, atMost(1e-5)),
          new Listed(
              "cart-pole", new CartPoleDqn(), 300, "mean length", "solved", 475, atLeast(475)),
          new Listed("music", new Music(), 40, "perplexity", "counting", 11.9578, atMost(9.0)),
          new Listed("spam-f1", new Spam(true), 10, "F1", "asked", 0.95, atLeast(0.95)),
          new Listed("word-rnn", new WordRnn(), 6, "perplexity", "counting", 78.1966, atMost(72)),
          new Listed("temperatures", new Temperatures(), 15, "error", "naive", 1.9504, atMost(1.8)),
          new Listed(
              "recommender", new Recommender(), 20, "error", "the mean", 1.6295, atMost(0.2)),
          new Listed("tagger", new Tagger(), 3, "accuracy", "each word", 0.6721, atLeast(0.71)),
          new Listed("dates", new DateWriter(), 4, "exact", "asked", 0.95, atLeast(0.95)),
          new Listed(
              "masked-words", new MaskedWords(), 8, "loss", "frequency", 4.9837, atMost(4.4)),
          new Listed(
              "speech", new Speech(Synthesizer::say), 20, "wrong", "asked", 0.1, atMost(0.1)));

  private Examples() {}

  /**
   * An example and what it should reach.
   *
   * @param name on the command line
   * @param program what runs
   * @param epochs passes over the data for the figure of the peer
   * @param figure what the program gives
   * @param peer what else the same program was written in
   * @param theirs the mean of what it reaches there
   * @param range of figures that are as good as Keras's
   */
  public record Listed(
      String name,
      Example program,
      int epochs,
      String figure,
      String peer,
      double theirs,
      Range range) {
    /** One that was written for Keras too. */
    public Listed(
        String name, Example program, int epochs, String figure, double keras, Range range) {
      this(name, program, epochs, figure, "Keras", keras, range);
    }
  }

  /**
   * A range of figures.
   *
   * @param from the least
   * @param to the most
   */
  public record Range(double from, double to) {
    /** Whether a figure is in it. */
    public boolean has(double figure) {
      return from <= figure && figure <= to;
    }

    @Override
    public String toString() {
      return Double.isInfinite(from)
          ? "at most " + to
          : Double.isInfinite(to) ? "at least " + from : "from " + from + " to " + to;
    }
  }

  private static Range atMost(double figure) {
    return new Range(Double.NEGATIVE_INFINITY, figure);
  }

  private static Range atLeast(double figure) {
    return new Range(figure, Double.POSITIVE_INFINITY);
  }

  private static Range between(double from, double to) {
    return new Range(from, to);
  }
}
