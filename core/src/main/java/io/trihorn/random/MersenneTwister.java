package io.trihorn.random;

import java.util.List;

/**
 * The generator MT19937 (Matsumoto and Nishimura, 1998), seeded and used as NumPy and Python do, so
 * that what Keras shuffles by a seed has the same order here. Everything else is random by {@link
 * SplitMix64}.
 */
public final class MersenneTwister {
  private static final int SIZE = 624;
  private static final int SHIFT = 397;

  private final int[] state = new int[SIZE];
  private int at = SIZE;

  private MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /**
   * The generator of {@code numpy.random.RandomState(seed)}.
   *
   * @throws IllegalArgumentException if the seed is not from 0 to 2^32 - 1
   */
  public static MersenneTwister numpy(long seed) {
    if (seed < 0 || seed > 0xffffffffL) {
      throw new IllegalArgumentException(
          "seed: expected a number from 0 to 4294967295, but got " + seed);
    }
    return new MersenneTwister((int) seed);
  }

  /** The generator of Python's {@code random.seed(seed)}. */
  public static MersenneTwister python(long seed) {
    long positive = Math.abs(seed);
    int[] key =
        positive >>> 32 == 0
            ? new int[] {(int) positive}
            : new int[] {(int) positive, (int) (positive >>> 32)};
    MersenneTwister made = new MersenneTwister(19650218);
    int[] s = made.state;
    int i = 1;
    for (int k = 0; k < SIZE; k++) {
      int j = k % key.length;
      s[i] = (s[i] ^ ((s[i - 1] ^ (s[i - 1] >>> 30)) * 1664525)) + key[j] + j;
      i = made.next(i);
    }
    for (int k = 1; k < SIZE; k++) {
      s[i] = (s[i] ^ ((s[i - 1] ^ (s[i - 1] >>> 30)) * 1566083941)) - i;
      i = made.next(i);
    }
    s[0] = 0x80000000;
    return made;
  }

  private int next(int i) {
    if (i + 1 < SIZE) {
      return i + 1;
    }
    state[0] = state[SIZE - 1];
    return 1;
  }

  /** 32 random bits. */
  public int nextInt() {
    if (at == SIZE) {
      twist();
    }
    int y = state[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int i = 0; i < SIZE; i++) {
      int y = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
      state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
    at = 0;
  }

  /** Puts a list in the order of {@code RandomState.shuffle}. */
  public void shuffleAsNumpy(List<?> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      int mask = -1 >>> Integer.numberOfLeadingZeros(i);
      int j = nextInt() & mask;
      while (j > i) {
        j = nextInt() & mask;
      }
      swap(list, i, j);
    }
  }

  /** Puts a list in the order of Python's {@code random.shuffle}. */
  public void shuffleAsPython(List<?> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      int drop = Integer.numberOfLeadingZeros(i + 1);
      int j = nextInt() >>> drop;
      while (j > i) {
        j = nextInt() >>> drop;
      }
      swap(list, i, j);
    }
  }

  private static <T> void swap(List<T> list, int i, int j) {
    list.set(i, list.set(j, list.get(i)));
  }
}
