package io.trihorn.benchmarks;

import io.trihorn.benchmarks.djl.DjlLenet;
import io.trihorn.benchmarks.djl.DjlMlp;
import io.trihorn.benchmarks.djl.DjlRecurrent;
import io.trihorn.benchmarks.djl.DjlResnet20;
import io.trihorn.benchmarks.djl.DjlTransformer;
import io.trihorn.benchmarks.dl4j.MultiLayerLenet;
import io.trihorn.benchmarks.dl4j.SameDiffLenet;
import io.trihorn.benchmarks.exported.OnnxRuntimeContestant;
import io.trihorn.benchmarks.exported.SavedModelContestant;
import io.trihorn.benchmarks.tensorflow.TensorFlowLenet;
import io.trihorn.benchmarks.tensorflow.TensorFlowMlp;
import io.trihorn.benchmarks.trihorn.TrihornContestant;
import io.trihorn.benchmarks.trihorn.TrihornModels;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who takes part. Lambdas and not constructor references: those would load every engine's classes
 * in every JVM.
 */
public final class Entrants {
  private static final String OURS = "trihorn-";
  private static final String DJL_OURS = "djl-" + OURS;
  private static final String TENSORFLOW_BY_HAND = "tensorflow-by-hand";
  private static final String DJL_PYTORCH = "djl-pytorch";

  /** PyTorch in Python. */
  static final String TORCH = "torch";

  /**
   * What the others are divided by: the first of these that was measured, with the settings with
   * which it was fastest.
   */
  public static final List<String> REFERENCES = List.of(TENSORFLOW_BY_HAND, DJL_PYTORCH, TORCH);

  /** Those of the JVM, in the order of the report. */
  public static final List<JavaEntrant> JAVA =
      List.of(
          trihorn("tensorflow"),
          trihorn("onnx"),
          trihorn("dl4j"),
          new JavaEntrant(
              TENSORFLOW_BY_HAND,
              Launch::tensorflow,
              Map.of("lenet", () -> new TensorFlowLenet(), "mlp", () -> new TensorFlowMlp())),
          new JavaEntrant(
              "multilayernetwork", Launch::nd4j, Map.of("lenet", () -> new MultiLayerLenet())),
          new JavaEntrant("samediff", Launch::nd4j, Map.of("lenet", () -> new SameDiffLenet())),
          exported("onnxruntime-plain", () -> new OnnxRuntimeContestant()),
          exported("tensorflow-savedmodel", () -> new SavedModelContestant()),
          djl(DJL_OURS + "tensorflow", Launch.djl("tensorflow")),
          djl(DJL_OURS + "onnx", Launch.djl("onnx")),
          djl(DJL_OURS + "dl4j", Launch.djl("dl4j")),
          djl(DJL_PYTORCH, Launch::pytorch),
          djl(DJL_PYTORCH + "-spinning", Launch::pytorchSpinning),
          djl(DJL_PYTORCH + "-one-thread", Launch::pytorchInOneThread));

  private Entrants() {}

  private static JavaEntrant trihorn(String backend) {
    Set<String> all = TrihornModels.names();
    return new JavaEntrant(
            OURS + backend, Launch::plain, everyModel(() -> new TrihornContestant(backend)))
        .able(Ability.FIT, all)
        .able(Ability.GENERATE, TrihornModels.stateful())
        .able(Ability.FEED, all)
        .able(Ability.ASK, all)
        .able(Ability.SHARE, all)
        .able(Ability.OPEN, all)
        .able(Ability.COMPUTE, all);
  }

  private static JavaEntrant exported(String name, Supplier<Contestant> contestant) {
    return new JavaEntrant(
        name,
        Launch::tensorflow,
        everyModel(contestant),
        EnumSet.of(Measure.PREDICT, Measure.PREDICT_ONE),
        Map.of(Ability.SHARE, TrihornModels.names()));
  }

  private static Map<String, Supplier<Contestant>> everyModel(Supplier<Contestant> contestant) {
    return TrihornModels.names().stream()
        .collect(Collectors.toMap(Function.identity(), name -> contestant));
  }

  private static JavaEntrant djl(String name, IntFunction<Launch> launch) {
    Map<String, Supplier<Contestant>> models =
        Map.of(
            "lenet", () -> new DjlLenet(),
            "mlp", () -> new DjlMlp(),
            "resnet20", () -> new DjlResnet20(),
            "lstm", () -> DjlRecurrent.lstm(),
            "gru", () -> DjlRecurrent.gru(),
            "transformer", () -> new DjlTransformer());
    return new JavaEntrant(name, launch, models).able(Ability.COMPUTE, models.keySet());
  }

  /** Tells if an entrant is Trihorn on one of its backends, by its own API or by DJL's. */
  public static boolean isOurs(String name) {
    return name.startsWith(OURS) || name.startsWith(DJL_OURS);
  }

  /** The backends of those that are Trihorn by its own API. */
  static Stream<String> backends(Collection<? extends Entrant> entrants) {
    return entrants.stream()
        .map(Entrant::name)
        .filter(name -> name.startsWith(OURS))
        .map(name -> name.substring(OURS.length()));
  }

  /** Tells if an entrant is another one, or that one with other settings. */
  public static boolean isVariant(String name, String of) {
    return name.equals(of) || name.startsWith(of + "-");
  }

  /**
   * Returns the entrant of the JVM of a name.
   *
   * @throws IllegalArgumentException if there is none; the message names those there are
   */
  static JavaEntrant java(String name) {
    return (JavaEntrant) named(JAVA, name);
  }

  /**
   * Returns the entrant of a name.
   *
   * @param all those there are
   * @throws IllegalArgumentException if there is none; the message names those there are
   */
  static Entrant named(List<? extends Entrant> all, String name) {
    return all.stream()
        .filter(entrant -> entrant.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no contestant named '"
                        + name
                        + "'; there are "
                        + all.stream().map(Entrant::name).collect(Collectors.joining(", "))));
  }
}
