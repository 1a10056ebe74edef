package io.trihorn.studio.store;

/** The tables of the file of runs. */
final class Schema {
  static final String TABLES =
      """
      CREATE TABLE IF NOT EXISTS run (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, created INTEGER NOT NULL,
        touched INTEGER NOT NULL, state TEXT NOT NULL, wish TEXT NOT NULL DEFAULT 'run',
        backend TEXT NOT NULL DEFAULT '', epochs INTEGER NOT NULL DEFAULT 0,
        steps INTEGER NOT NULL DEFAULT -1, message TEXT NOT NULL DEFAULT '', text TEXT);
      CREATE TABLE IF NOT EXISTS tag (
        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, name TEXT NOT NULL,
        PRIMARY KEY (run, name));
      CREATE TABLE IF NOT EXISTS series (
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        axis TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (run, axis, name));
      CREATE TABLE IF NOT EXISTS point (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        series INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
        x INTEGER NOT NULL, time INTEGER NOT NULL, value REAL);
      CREATE INDEX IF NOT EXISTS point_of_series ON point (series, id);
      CREATE TABLE IF NOT EXISTS histogram (
        id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        kind TEXT NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL,
        low REAL, high REAL, counts TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS histogram_of_run ON histogram (run, kind, name, id);
      CREATE TABLE IF NOT EXISTS artifact (
        id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        kind TEXT NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL, type TEXT NOT NULL,
        body BLOB NOT NULL, UNIQUE (run, kind, name));
      """;

  private Schema() {}
}
