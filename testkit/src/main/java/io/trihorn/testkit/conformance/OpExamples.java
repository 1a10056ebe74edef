package io.trihorn.testkit.conformance;

import java.util.List;

/** The functions of {@code keras.ops} by Keras's names: a row for each, and for each variant. */
final class OpExamples {
  private static final List<OpExample> ALL = make();

  private OpExamples() {}

  static List<OpExample> all() {
    return ALL;
  }

  private static List<OpExample> make() {
    OpRows rows = new OpRows();
    NumberExamples.addTo(rows);
    TensorExamples.addTo(rows);
    AlgebraExamples.addTo(rows);
    ImageExamples.addTo(rows);
    return rows.rows();
  }
}
