package io.trihorn.examples.data;

import java.util.Random;

/**
 * Ratings that are made: each is a product of three traits of a person and of a film, and some
 * noise.
 *
 * @param people int32 {@code (rows)}
 * @param films int32 {@code (rows)}
 * @param stars float32 {@code (rows)}
 */
public record Ratings(int[] people, int[] films, float[] stars) {
  private static final int TRAITS = 3;

  /** Ratings by lot. People and films are those from 0 to below these numbers. */
  public static Ratings make(int rows, int people, int films, long seed) {
    Random random = new Random(seed);
    double[][] traits = new double[people + films][TRAITS];
    for (double[] one : traits) {
      for (int i = 0; i < TRAITS; i++) {
        one[i] = random.nextGaussian();
      }
    }
    Ratings made = new Ratings(new int[rows], new int[rows], new float[rows]);
    for (int row = 0; row < rows; row++) {
      made.people[row] = random.nextInt(people);
      made.films[row] = random.nextInt(films);
      double stars = 0.1 * random.nextGaussian();
      for (int i = 0; i < TRAITS; i++) {
        stars += traits[made.people[row]][i] * traits[people + made.films[row]][i];
      }
      made.stars[row] = (float) stars;
    }
    return made;
  }
}
