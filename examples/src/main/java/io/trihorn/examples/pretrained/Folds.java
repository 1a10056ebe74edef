package io.trihorn.examples.pretrained;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Parts for cross-validation, each with its share of every class.
 *
 * @param of the part that each row is in
 */
record Folds(int[] of) {
  /** Rows of these classes in so many parts, by lot. */
  static Folds of(int[] classes, int parts, long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < classes.length; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    order.sort((a, b) -> Integer.compare(classes[a], classes[b]));
    int[] parted = new int[classes.length];
    for (int i = 0; i < classes.length; i++) {
      parted[order.get(i)] = i % parts;
    }
    return new Folds(parted);
  }

  /** The rows outside a part, by lot. */
  List<Integer> train(int part, long seed) {
    List<Integer> rows = rows(part, false);
    Collections.shuffle(rows, new Random(seed));
    return rows;
  }

  /** The rows of a part. */
  List<Integer> test(int part) {
    return rows(part, true);
  }

  private List<Integer> rows(int part, boolean inside) {
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < of.length; i++) {
      if ((of[i] == part) == inside) {
        rows.add(i);
      }
    }
    return rows;
  }
}
