package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.dense;

import io.trihorn.data.Dataset;
import io.trihorn.model.Sequential;
import java.util.Map;

/** A user's first program: one step of a small model, on the only backend there is. */
public final class FirstProgram {
  private FirstProgram() {}

  /** Prints the loss before and after the step. */
  public static void main(String[] arguments) {
    float[][] x = {{1, 0}, {0, 1}, {1, 1}, {0, 0}};
    float[][] y = {{1}, {1}, {2}, {0}};
    try (Sequential model = new Sequential(dense(8, "relu"), dense(1))) {
      model.compile("adam", "mean_squared_error");
      Map<String, Double> before = model.evaluate(Dataset.of(x, y));
      model.fit(x, y);
      Map<String, Double> after = model.evaluate(Dataset.of(x, y));
      System.out.println("learned " + (after.get("loss") < before.get("loss")));
    }
  }
}
