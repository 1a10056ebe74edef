package io.trihorn.studio.playground;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Points of the plane, from -6 to 6 each way, in two classes. */
public enum PlaneData {
  /** A disk and a ring around it. */
  CIRCLE {
    @Override
    Spot draw(int i, int count, double noise, Random random) {
      boolean inside = i % 2 == 0;
      double radius = inside ? uniform(random, 0, 2.5) : uniform(random, 3.5, 5);
      double angle = uniform(random, 0, 2 * Math.PI);
      double x = radius * Math.sin(angle);
      double y = radius * Math.cos(angle);
      // Noise moves the border, not the points.
      double dx = uniform(random, -5, 5) * noise;
      double dy = uniform(random, -5, 5) * noise;
      return new Spot(x, y, Math.hypot(x + dx, y + dy) < 2.5 ? 1 : -1);
    }
  },
  /** Four squares, opposite ones of a class. */
  XOR {
    @Override
    Spot draw(int i, int count, double noise, Random random) {
      double x = apart(uniform(random, -5, 5));
      double y = apart(uniform(random, -5, 5));
      double dx = uniform(random, -5, 5) * noise;
      double dy = uniform(random, -5, 5) * noise;
      return new Spot(x, y, (x + dx) * (y + dy) >= 0 ? 1 : -1);
    }

    /** Away from the axes. */
    private double apart(double value) {
      return value + (value > 0 ? 0.3 : -0.3);
    }
  },
  /** Two clouds. */
  GAUSS {
    @Override
    Spot draw(int i, int count, double noise, Random random) {
      int label = i % 2 == 0 ? 1 : -1;
      double spread = Math.sqrt(0.5 + 7 * noise);
      return new Spot(
          2 * label + spread * random.nextGaussian(),
          2 * label + spread * random.nextGaussian(),
          label);
    }
  },
  /** Two arms around each other. */
  SPIRAL {
    @Override
    Spot draw(int i, int count, double noise, Random random) {
      int label = i % 2 == 0 ? 1 : -1;
      double part = (i / 2) / (count / 2.0);
      double angle = 1.75 * part * 2 * Math.PI + (label > 0 ? 0 : Math.PI);
      double x = 5 * part * Math.sin(angle) + uniform(random, -1, 1) * noise;
      double y = 5 * part * Math.cos(angle) + uniform(random, -1, 1) * noise;
      return new Spot(x, y, label);
    }
  };

  /**
   * A point.
   *
   * @param x to the right
   * @param y upwards
   * @param label 1 or -1
   */
  public record Spot(double x, double y, int label) {}

  abstract Spot draw(int i, int count, double noise, Random random);

  /**
   * Points in an order that mixes the classes.
   *
   * @param noise from 0 to 0.5
   */
  public List<Spot> draw(int count, double noise, long seed) {
    Random random = new Random(seed);
    List<Spot> spots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      spots.add(draw(i, count, noise, random));
    }
    Collections.shuffle(spots, random);
    return spots;
  }

  private static double uniform(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
