package io.trihorn.testkit.goldens;

import java.util.List;

/** All kinds of reference data that can be checked. */
public final class GoldenKinds {
  /** All kinds. */
  public static final List<GoldenKind> ALL =
      List.of(
          new ActivationGoldens(),
          new InitializerGoldens(),
          new RegularizerGoldens(),
          new ConstraintGoldens(),
          new LossGoldens(),
          new MetricGoldens(),
          new ScheduleGoldens(),
          new OptimizerGoldens(),
          new LayerGoldens(),
          new PreprocessingGoldens(),
          new TrainingGoldens(),
          new ModelGoldens(),
          new ProgramGoldens("callbacks"),
          new ProgramGoldens("fit"),
          new ProgramGoldens("model_features"),
          new ProgramGoldens("precision"),
          new ProgramGoldens("quantization"),
          new DataGoldens(),
          new QuantizerGoldens(),
          new SummaryGoldens());

  private GoldenKinds() {}

  /** Their names. */
  public static List<String> names() {
    return ALL.stream().map(GoldenKind::name).toList();
  }
}
