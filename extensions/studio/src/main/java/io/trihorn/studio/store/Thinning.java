package io.trihorn.studio.store;

import java.util.ArrayList;
import java.util.List;

/** Curves of fewer points that look the same: of each stretch the least and the largest value. */
final class Thinning {
  private Thinning() {}

  /** A point with its place in the database. */
  record Row(long id, long x, long time, double value) {}

  static Curve curve(Axis axis, String name, List<Row> rows, int most) {
    List<Row> kept = rows.size() <= most ? rows : thinned(rows, Math.max(1, most / 2));
    long[] x = new long[kept.size()];
    long[] time = new long[kept.size()];
    double[] value = new double[kept.size()];
    for (int i = 0; i < kept.size(); i++) {
      x[i] = kept.get(i).x();
      time[i] = kept.get(i).time();
      value[i] = kept.get(i).value();
    }
    return new Curve(
        axis, name, x, time, value, rows.isEmpty() ? 0 : rows.get(rows.size() - 1).id());
  }

  private static List<Row> thinned(List<Row> rows, int stretches) {
    List<Row> kept = new ArrayList<>();
    for (int s = 0; s < stretches; s++) {
      int from = (int) ((long) rows.size() * s / stretches);
      int to = (int) ((long) rows.size() * (s + 1) / stretches);
      int least = from;
      int most = from;
      for (int i = from; i < to; i++) {
        least = rows.get(i).value() < rows.get(least).value() ? i : least;
        most = rows.get(i).value() > rows.get(most).value() ? i : most;
      }
      kept.add(rows.get(Math.min(least, most)));
      if (least != most) {
        kept.add(rows.get(Math.max(least, most)));
      }
    }
    return kept;
  }
}
