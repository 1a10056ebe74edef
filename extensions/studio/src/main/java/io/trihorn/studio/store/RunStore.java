package io.trihorn.studio.store;

import io.trihorn.saving.files.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The runs of a folder, in its file {@code studio.db}. Any number of processes may have it open.
 * For several threads.
 */
public final class RunStore implements AutoCloseable {
  /** How long after the last sign a live run counts as lost. */
  static final long LOST_MS = 15_000;

  private static final String RUN =
      "SELECT id, name, created, touched, state, backend, epochs, steps, message, text FROM run";

  private final Path folder;
  private final Database database;
  private final RunLogs logs;

  private RunStore(Path folder, Database database) {
    this.folder = folder;
    this.database = database;
    this.logs = new RunLogs(database);
  }

  /**
   * Opens the runs of a folder, which is made where there is none.
   *
   * @throws StoreException if that cannot be
   */
  public static RunStore open(Path folder) {
    return new RunStore(folder, Database.open(folder.resolve("studio.db"), Schema.TABLES));
  }

  /** Begins a run; gives its number. */
  public long begin(NewRun run) {
    long now = System.currentTimeMillis();
    return database.write(
        c -> {
          database.update(
              "INSERT INTO run (name, created, touched, state, text) VALUES (?, ?, ?, ?, ?)",
              run.name(),
              now,
              now,
              RunState.RUNNING.text(),
              run.text());
          long id = database.lastId();
          insertTags(id, run.tags());
          return id;
        });
  }

  private void insertTags(long run, Collection<String> tags) throws SQLException {
    for (String tag : new TreeSet<>(tags)) {
      database.update("INSERT INTO tag (run, name) VALUES (?, ?)", run, tag);
    }
  }

  /** Says what computes a run and how long it will be. */
  public void describe(long run, String backend, int epochs, long steps) {
    database.write(
        c ->
            database.update(
                "UPDATE run SET backend = ?, epochs = ?, steps = ? WHERE id = ?",
                backend,
                epochs,
                steps,
                run));
  }

  /** Gives a run other tags. */
  public void tags(long run, Collection<String> tags) {
    database.write(
        c -> {
          database.update("DELETE FROM tag WHERE run = ?", run);
          insertTags(run, tags);
          return null;
        });
  }

  /** Gives a run another name. */
  public void rename(long run, String name) {
    database.write(c -> database.update("UPDATE run SET name = ? WHERE id = ?", name, run));
  }

  /** Sets how a run is, and what is to be said of it. */
  public void state(long run, RunState state, String message) {
    database.write(
        c ->
            database.update(
                "UPDATE run SET state = ?, message = ?, touched = ? WHERE id = ?",
                state.text(),
                message,
                System.currentTimeMillis(),
                run));
  }

  /** Wishes something of a run. */
  public void wish(long run, Wish wish) {
    database.write(c -> database.update("UPDATE run SET wish = ? WHERE id = ?", wish.text(), run));
  }

  /** What is wished of a run; to stop where it has been deleted. */
  public Wish wish(long run) {
    return database
        .query("SELECT wish FROM run WHERE id = ?", row -> Wish.of(row.getString(1)), run)
        .stream()
        .findFirst()
        .orElse(Wish.STOP);
  }

  /** Where a run keeps what it needs to be taken up again. */
  public Path state(long run) {
    return folder.resolve("states").resolve(Long.toString(run));
  }

  /**
   * Takes up a run that came to no end, for one taker.
   *
   * @return false if it goes on, has come to its end or is not there
   */
  public boolean takeUp(long run) {
    long now = System.currentTimeMillis();
    return database.write(
            c ->
                database.update(
                    "UPDATE run SET state = ?, wish = ?, message = '', touched = ? WHERE id = ?"
                        + " AND (state IN (?, ?) OR state <> ? AND touched < ?)",
                    RunState.RUNNING.text(),
                    Wish.RUN.text(),
                    now,
                    run,
                    RunState.STOPPED.text(),
                    RunState.FAILED.text(),
                    RunState.FINISHED.text(),
                    now - LOST_MS))
        == 1;
  }

  /** Forgets what was logged of a run after a step and after so many epochs. */
  public void forgetAfter(long run, long step, long epochs) {
    logs.forgetAfter(run, step, epochs);
  }

  /** Forgets a run and all that was logged and kept of it. */
  public void delete(long run) {
    database.write(c -> database.update("DELETE FROM run WHERE id = ?", run));
    try {
      Folders.delete(state(run));
    } catch (IOException e) {
      throw new StoreException(state(run) + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  /**
   * Adds what a run gave, and marks that it lives. What a run that was deleted gives is dropped.
   */
  public void add(long run, Log log) {
    logs.add(run, log);
  }

  /** All runs, the newest first. */
  public List<Run> runs() {
    return database.query(RUN + " ORDER BY id DESC", this::run);
  }

  /** A run, if there is one of this number. */
  public Optional<Run> run(long id) {
    return database.query(RUN + " WHERE id = ?", this::run, id).stream().findFirst();
  }

  private Run run(ResultSet row) throws SQLException {
    long id = row.getLong(1);
    long touched = row.getLong(4);
    RunState state = RunState.of(row.getString(5));
    boolean lost = state.isLive() && System.currentTimeMillis() - touched > LOST_MS;
    return new Run(
        id,
        row.getString(2),
        database.query("SELECT name FROM tag WHERE run = ? ORDER BY name", r -> r.getString(1), id),
        row.getLong(3),
        touched,
        lost ? RunState.LOST : state,
        row.getString(6),
        row.getInt(7),
        row.getLong(8),
        row.getString(9),
        row.getString(10));
  }

  /** The names of a run's curves. */
  public List<Curve> curves(long run) {
    return curves(run, 0, Integer.MAX_VALUE);
  }

  /**
   * The curves of a run.
   *
   * @param after only points that were added after this place, which {@link Curve#last} gives; 0
   *     for all
   * @param most a curve of more points is thinned to about as many
   */
  public List<Curve> curves(long run, long after, int most) {
    return logs.curves(run, after, most);
  }

  /** The histograms of a kind, in the order of names and steps. */
  public List<Histogram> histograms(long run, String kind) {
    return logs.histograms(run, kind);
  }

  /** What was seen, without its bytes. */
  public List<Artifact> artifacts(long run) {
    return logs.artifacts(run);
  }

  /** Something that was seen. */
  public Optional<Artifact> artifact(long run, String kind, String name) {
    return logs.artifact(run, kind, name);
  }

  /** A number that changes when another process, or another store of this one, wrote something. */
  public long version() {
    return database.query("PRAGMA data_version", row -> row.getLong(1)).get(0);
  }

  @Override
  public void close() {
    database.close();
  }
}
