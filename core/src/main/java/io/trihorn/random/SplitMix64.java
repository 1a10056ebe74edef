package io.trihorn.random;

/**
 * The random numbers of the host: SplitMix64 (Steele, Lea and Flood, 2014). The algorithm is part
 * of the contract, so that one seed gives the same initial values, shuffles and drawings
 * everywhere:
 *
 * <pre>
 * state += 0x9e3779b97f4a7c15
 * z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9
 * z = (z ^ (z >>> 27)) * 0x94d049bb133111eb
 * next = z ^ (z >>> 31)
 * </pre>
 */
public final class SplitMix64 {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  /** A generator; each seed gives one sequence. */
  public SplitMix64(long seed) {
    state = seed;
  }

  /** The generator of a seed after this many numbers. */
  public static SplitMix64 after(long seed, long numbers) {
    return new SplitMix64(seed + numbers * GAMMA);
  }

  /** The stream of one item of a numbered family, such as one epoch of a seed's shuffles. */
  public static SplitMix64 stream(long seed, long number) {
    return new SplitMix64(mix(mix(seed + GAMMA) + number * GAMMA));
  }

  /** A well mixed number from two, for deriving seeds. */
  public static long mix(long seed, long index) {
    return new SplitMix64(mix(seed) ^ (index * GAMMA)).next();
  }

  private static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** 64 random bits. */
  public long next() {
    state += GAMMA;
    return mix(state);
  }

  /**
   * A number from 0 to bound - 1, all equally likely: the high word of 32 random bits times the
   * bound, drawn again where the low word falls into the uneven rest.
   */
  public int nextInt(int bound) {
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
  public double nextDouble() {
    return (next() >>> 11) * 0x1p-53;
  }

  /** Uniform in {@code [low, high)}. */
  public double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /** Normal with mean 0 and standard deviation 1, by Marsaglia's polar method. */
  public double nextNormal() {
    while (true) {
      double u = uniform(-1, 1);
      double v = uniform(-1, 1);
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }

  /**
   * A permutation of 0 to n - 1: Fisher and Yates's shuffle from the last place down, with the
   * stream of the seed and epoch.
   */
  public static int[] permutation(long seed, long epoch, int n) {
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
