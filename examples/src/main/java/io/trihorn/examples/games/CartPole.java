package io.trihorn.examples.games;

import static java.lang.Math.abs;
import static java.lang.Math.cos;
import static java.lang.Math.sin;

import java.util.Random;

/**
 * A pole on a cart that is pushed to the left or to the right fifty times a second (Barto, Sutton,
 * Anderson, 1983), in the form of Gymnasium's CartPole-v1. Each push that is made is worth 1; a
 * game ends when the pole has fallen or the cart has left its track, or after {@link #LONGEST}
 * pushes.
 *
 * @param place of the cart, in metres from the middle
 * @param speed of the cart, in metres per second
 * @param angle of the pole, in radians from upright
 * @param turn how fast the angle changes, in radians per second
 */
public record CartPole(double place, double speed, double angle, double turn) {
  /** Pushes of a game at most. */
  public static final int LONGEST = 500;

  private static final double GRAVITY = 9.8;
  private static final double CART = 1;
  private static final double POLE = 0.1;
  private static final double HALF_LENGTH = 0.5;
  private static final double FORCE = 10;
  private static final double SECONDS = 0.02;
  private static final double TRACK = 2.4;
  private static final double UPRIGHT = 12 * 2 * Math.PI / 360;

  /** Nearly at rest: each value by lot between -0.05 and 0.05. */
  public static CartPole start(Random random) {
    return new CartPole(small(random), small(random), small(random), small(random));
  }

  private static double small(Random random) {
    return random.nextDouble() / 10 - 0.05;
  }

  /** What is after a push to the left, 0, or to the right, 1. */
  public CartPole pushed(int direction) {
    double all = CART + POLE;
    double force = direction == 1 ? FORCE : -FORCE;
    double both = (force + POLE * HALF_LENGTH * turn * turn * sin(angle)) / all;
    double turning =
        (GRAVITY * sin(angle) - cos(angle) * both)
            / (HALF_LENGTH * (4.0 / 3 - POLE * cos(angle) * cos(angle) / all));
    double speeding = both - POLE * HALF_LENGTH * turning * cos(angle) / all;
    return new CartPole(
        place + SECONDS * speed,
        speed + SECONDS * speeding,
        angle + SECONDS * turn,
        turn + SECONDS * turning);
  }

  /** Whether the game is lost. */
  public boolean fallen() {
    return abs(place) > TRACK || abs(angle) > UPRIGHT;
  }

  /** The four values, as a network sees them. */
  public float[] seen() {
    return new float[] {(float) place, (float) speed, (float) angle, (float) turn};
  }
}
