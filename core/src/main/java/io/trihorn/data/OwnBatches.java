package io.trihorn.data;

import java.util.OptionalLong;

/** Rows that come in batches of their own, so that nothing is done to them row by row. */
interface OwnBatches extends Rows {
  @Override
  default OptionalLong count() {
    return OptionalLong.empty();
  }

  @Override
  default boolean hasOwnBatches() {
    return true;
  }

  @Override
  default Rows take(long n) {
    throw rowByRow("take");
  }

  @Override
  default Rows skip(long n) {
    throw rowByRow("skip");
  }

  @Override
  default Rows shuffle(long seed) {
    throw rowByRow("shuffle");
  }

  @Override
  default Rows scaleInputs(Column.Scale scale) {
    throw rowByRow("scaleInputs");
  }

  private static UnsupportedOperationException rowByRow(String what) {
    return new UnsupportedOperationException(
        what + ": these data come in batches of their own; change the batches where they are made");
  }
}
