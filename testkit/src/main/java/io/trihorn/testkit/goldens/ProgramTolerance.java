package io.trihorn.testkit.goldens;

import com.google.gson.JsonObject;

/**
 * How far the results of a program may be from Keras's, by the narrowest floats it computes in.
 *
 * @param numbers histories and logs
 * @param weights weights and optimizers' variables
 * @param predictions what a model gives
 */
record ProgramTolerance(
    GoldenTolerance numbers, GoldenTolerance weights, GoldenTolerance predictions) {
  private static final ProgramTolerance FLOAT32 =
      new ProgramTolerance(
          GoldenTolerance.GRADIENT, GoldenTolerance.TRAINED, GoldenTolerance.VALUE);
  private static final ProgramTolerance FLOAT64 = all(1e-6, 1e-7);
  private static final ProgramTolerance FLOAT16 =
      new ProgramTolerance(
          new GoldenTolerance(2e-2, 1e-2),
          new GoldenTolerance(2e-2, 1e-2),
          new GoldenTolerance(5e-3, 5e-3));
  private static final ProgramTolerance BFLOAT16 =
      new ProgramTolerance(
          new GoldenTolerance(5e-2, 3e-2),
          new GoldenTolerance(5e-2, 3e-2),
          new GoldenTolerance(2e-2, 2e-2));

  private static ProgramTolerance all(double relative, double absolute) {
    GoldenTolerance one = new GoldenTolerance(relative, absolute);
    return new ProgramTolerance(one, one, one);
  }

  /** What the README of the reference data allows. */
  static ProgramTolerance of(JsonObject golden) {
    String model = golden.get("model").toString();
    if (model.contains("bfloat16")) {
      return BFLOAT16;
    }
    if (model.contains("float16")) {
      return FLOAT16;
    }
    return golden.get("name").getAsString().startsWith("float64_") ? FLOAT64 : FLOAT32;
  }
}
