package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.LayerNormalize;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;

/** Layer normalization of what is hard: large means, long rows, special values. */
final class LayerNormalizeCases {
  private static final DataType F = DataType.FLOAT32;

  private LayerNormalizeCases() {}

  static void addTo(CaseList list) {
    list.add("layer normalization far from zero", LayerNormalizeCases::farFromZero);
    list.add("layer normalization of long rows", LayerNormalizeCases::ofLongRows);
    list.add("layer normalization of special values", LayerNormalizeCases::ofSpecialValues);
  }

  /** A variance that is small against the square of the mean. */
  private static void farFromZero(CaseBuilder c) {
    c.terms(64);
    Value x = c.input(F, random -> 30 + random.nextGaussian(), 3, 64);
    c.output(c.graph().add(new LayerNormalize(1, 1e-3), x, c.input(F, 64), c.input(F, 64)));
  }

  /** And of rows of one element, which are 0 by themselves. */
  private static void ofLongRows(CaseBuilder c) {
    for (long length : new long[] {768, 1, 33}) {
      c.terms(length);
      Value x = c.input(F, 5, length);
      c.output(
          c.graph().add(new LayerNormalize(1, 1e-5), x, c.input(F, length), c.input(F, length)));
    }
  }

  /** What is no number is so in its own row alone; a row of equal numbers has no variance. */
  private static void ofSpecialValues(CaseBuilder c) {
    c.terms(24);
    TensorData x = Fill.tensor(TensorType.of(F, 5, 24), Fill.NORMAL, c.random());
    x.setDouble(3, Double.NaN);
    x.setDouble(24 + 5, Double.POSITIVE_INFINITY);
    x.setDouble(48 + 7, Double.NEGATIVE_INFINITY);
    for (int i = 72; i < 96; i++) {
      x.setDouble(i, 2);
    }
    Value gamma = c.input(F, 24);
    c.output(c.graph().add(new LayerNormalize(1, 1e-3), c.input(x), gamma, c.input(F, 24)));
  }
}
