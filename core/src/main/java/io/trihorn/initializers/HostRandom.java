package io.trihorn.initializers;

/**
 * The random numbers of the host: SplitMix64 (Steele, Lea and Flood, 2014), the same on every
 * machine and every engine.
 */
public final class HostRandom {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;
  private long state;

  /** A generator; each seed gives one sequence. */
  public HostRandom(long seed) {
    this.state = seed;
  }

  /** A well mixed number from two, for deriving seeds. */
  public static long mix(long seed, long index) {
    return new HostRandom(mix(seed) ^ (index * GAMMA)).nextLong();
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** 64 random bits. */
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform in {@code [0, 1)}. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** Uniform among {@code 0..bound-1}, without bias. */
  public int nextInt(int bound) {
    long limit = Long.MAX_VALUE - Long.MAX_VALUE % bound;
    long bits;
    do {
      bits = nextLong() >>> 1;
    } while (bits >= limit);
    return (int) (bits % bound);
  }

  /** Normal with mean 0 and standard deviation 1, by Marsaglia's polar method. */
  public double nextNormal() {
    while (true) {
      double u = 2 * nextDouble() - 1;
      double v = 2 * nextDouble() - 1;
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }
}
