package io.trihorn.export;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A list of extents that depends on the batch size: {@code factors * batch + offsets}.
 *
 * @param factors one for each extent
 * @param offsets one for each extent
 */
public record Affine(long[] factors, long[] offsets) {
  /**
   * Fits extents seen at some batch sizes; every size beyond the second is a check.
   *
   * @param batches at least two batch sizes
   * @param seen the extents at each
   * @return nothing if no such form gives them all
   */
  public static Optional<Affine> fit(List<Long> batches, List<long[]> seen) {
    int n = seen.get(0).length;
    if (seen.stream().anyMatch(v -> v.length != n)) {
      return Optional.empty();
    }
    long step = batches.get(1) - batches.get(0);
    long[] factors = new long[n];
    long[] offsets = new long[n];
    for (int i = 0; i < n; i++) {
      factors[i] = (seen.get(1)[i] - seen.get(0)[i]) / step;
      offsets[i] = seen.get(0)[i] - factors[i] * batches.get(0);
      for (int k = 0; k < seen.size(); k++) {
        if (factors[i] * batches.get(k) + offsets[i] != seen.get(k)[i]) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Affine(factors, offsets));
  }

  /** Whether nothing depends on the batch size. */
  public boolean isConstant() {
    return LongStream.of(factors).allMatch(f -> f == 0);
  }

  /** Whether an extent is a multiple of the batch size. */
  public boolean isMultiple(int i) {
    return factors[i] != 0 && offsets[i] == 0;
  }
}
