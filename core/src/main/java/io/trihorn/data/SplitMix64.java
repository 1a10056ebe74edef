package io.trihorn.data;

/**
 * The pseudo-random generator of this package: Steele, Lea and Flood's SplitMix64. The algorithm is
 * part of the contract, so that one seed gives the same shuffles and drawings everywhere:
 *
 * <pre>
 * state += 0x9e3779b97f4a7c15
 * z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9
 * z = (z ^ (z >>> 27)) * 0x94d049bb133111eb
 * next = z ^ (z >>> 31)
 * </pre>
 */
final class SplitMix64 {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  SplitMix64(long seed) {
    state = seed;
  }

  /** The stream of one item of a numbered family, such as one epoch of a seed's shuffles. */
  static SplitMix64 stream(long seed, long number) {
    return new SplitMix64(mix(mix(seed + GAMMA) + number * GAMMA));
  }

  private static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  long next() {
    state += GAMMA;
    return mix(state);
  }

  /**
   * A number from 0 to bound - 1, all equally likely: the high word of 32 random bits times the
   * bound, drawn again where the low word falls into the uneven rest.
   */
  int nextInt(int bound) {
    long product = (next() >>> 32) * bound;
    if ((product & 0xffffffffL) < bound) {
      long rest = (1L << 32) % bound;
      while ((product & 0xffffffffL) < rest) {
        product = (next() >>> 32) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** A number from 0 to 1, 1 not included, with 53 random bits. */
  double nextDouble() {
    return (next() >>> 11) * 0x1p-53;
  }

  double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * A permutation of 0 to n - 1: Fisher and Yates's shuffle from the last place down, with the
   * stream of the seed and epoch.
   */
  static int[] permutation(long seed, long epoch, int n) {
    SplitMix64 random = stream(seed, epoch);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
