package io.trihorn.studio.store;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What runs gave: points of curves, histograms, and what was seen; see {@link RunStore}. */
final class RunLogs {
  private static final Gson GSON = new Gson();
  private static final TypeToken<List<Integer>> INTEGERS = new TypeToken<>() {};

  private final Database database;

  RunLogs(Database database) {
    this.database = database;
  }

  /**
   * Adds what a run gave, and marks that it lives. What a run that was deleted gives is dropped.
   */
  void add(long run, Log log) {
    database.write(
        c -> {
          int there =
              database.update(
                  "UPDATE run SET touched = ? WHERE id = ?", System.currentTimeMillis(), run);
          if (there == 0) {
            return null;
          }
          for (Point point : log.points()) {
            add(run, point);
          }
          for (Histogram histogram : log.histograms()) {
            add(run, histogram);
          }
          for (Artifact artifact : log.artifacts()) {
            add(run, artifact);
          }
          return null;
        });
  }

  private void add(long run, Point point) throws SQLException {
    String axis = point.axis().text();
    database.update(
        "INSERT OR IGNORE INTO series (run, axis, name) VALUES (?, ?, ?)", run, axis, point.name());
    database.update(
        "INSERT INTO point (series, x, time, value) VALUES"
            + " ((SELECT id FROM series WHERE run = ? AND axis = ? AND name = ?), ?, ?, ?)",
        run,
        axis,
        point.name(),
        point.x(),
        point.time(),
        number(point.value()));
  }

  private void add(long run, Histogram histogram) throws SQLException {
    database.update(
        "INSERT INTO histogram (run, kind, name, step, low, high, counts)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        run,
        histogram.kind(),
        histogram.name(),
        histogram.step(),
        number(histogram.low()),
        number(histogram.high()),
        histogram.counts().toString());
  }

  private void add(long run, Artifact artifact) throws SQLException {
    database.update(
        "INSERT OR REPLACE INTO artifact (run, kind, name, step, type, body)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        run,
        artifact.kind(),
        artifact.name(),
        artifact.step(),
        artifact.type(),
        artifact.body());
  }

  /** SQL has no NaN, and pages have no infinities. */
  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static double number(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? Double.NaN : value;
  }

  /** Forgets what was logged of a run after a step and after so many epochs. */
  void forgetAfter(long run, long step, long epochs) {
    database.write(
        c -> {
          database.update(
              "DELETE FROM point WHERE series IN (SELECT id FROM series WHERE run = ?"
                  + " AND axis <> ?) AND x > ?",
              run,
              Axis.EPOCH.text(),
              step);
          database.update(
              "DELETE FROM point WHERE series IN (SELECT id FROM series WHERE run = ?"
                  + " AND axis = ?) AND x > ?",
              run,
              Axis.EPOCH.text(),
              epochs);
          return database.update("DELETE FROM histogram WHERE run = ? AND step > ?", run, step);
        });
  }

  /**
   * The curves of a run.
   *
   * @param after only points that were added after this place, which {@link Curve#last} gives; 0
   *     for all
   * @param most a curve of more points is thinned to about as many
   */
  List<Curve> curves(long run, long after, int most) {
    record Series(long id, Axis axis, String name) {}
    List<Series> all =
        database.query(
            "SELECT id, axis, name FROM series WHERE run = ? ORDER BY id",
            row -> new Series(row.getLong(1), Axis.of(row.getString(2)), row.getString(3)),
            run);
    return all.stream()
        .map(
            series ->
                Thinning.curve(
                    series.axis(),
                    series.name(),
                    database.query(
                        "SELECT id, x, time, value FROM point WHERE series = ? AND id > ?"
                            + " ORDER BY id",
                        row ->
                            new Thinning.Row(
                                row.getLong(1), row.getLong(2), row.getLong(3), number(row, 4)),
                        series.id(),
                        after),
                    most))
        .filter(curve -> curve.x().length > 0)
        .toList();
  }

  /** The histograms of a kind, in the order of names and steps. */
  List<Histogram> histograms(long run, String kind) {
    return database.query(
        "SELECT kind, name, step, low, high, counts FROM histogram WHERE run = ? AND kind = ?"
            + " ORDER BY name, id",
        row ->
            new Histogram(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                number(row, 4),
                number(row, 5),
                GSON.fromJson(row.getString(6), INTEGERS)),
        run,
        kind);
  }

  /** What was seen, without its bytes. */
  List<Artifact> artifacts(long run) {
    return database.query(
        "SELECT kind, name, step, type FROM artifact WHERE run = ? ORDER BY kind, name",
        row ->
            new Artifact(
                row.getString(1), row.getString(2), row.getLong(3), row.getString(4), new byte[0]),
        run);
  }

  /** Something that was seen. */
  Optional<Artifact> artifact(long run, String kind, String name) {
    return database
        .query(
            "SELECT kind, name, step, type, body FROM artifact"
                + " WHERE run = ? AND kind = ? AND name = ?",
            row ->
                new Artifact(
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getString(4),
                    row.getBytes(5)),
            run,
            kind,
            name)
        .stream()
        .findFirst();
  }
}
