package io.trihorn.studio.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * A connection to the file of runs. It has a log ahead of it (WAL): any number of processes read
 * while one writes, writers wait for each other, and what was committed is there when a process is
 * killed.
 */
final class Database implements AutoCloseable {
  private static final int PATIENCE_MS = 20_000;

  /** Something that is done with a connection. */
  interface Work<T> {
    T apply(Connection connection) throws SQLException;
  }

  /** What is made of a row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Path file;
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>();

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens a file, which is made where there is none. */
  static Database open(Path file, String schema) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(PATIENCE_MS);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.enforceForeignKeys(true);
    // The driver would ask for them after each statement: a third of the time of writing.
    config.setGetGeneratedKeys(false);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Connection made =
          DriverManager.getConnection(
              "jdbc:sqlite:" + file.toAbsolutePath(), config.toProperties());
      Database database = new Database(file, made);
      database.prepare(schema);
      return database;
    } catch (SQLException | IOException e) {
      throw new StoreException("the runs in " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Switches the file to its log and makes the tables. The switch does not wait for other processes
   * that do the same, so it is tried again.
   */
  private void prepare(String schema) throws SQLException {
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000L;
    while (true) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        connection.setAutoCommit(false);
        statement.executeUpdate(schema);
        connection.commit();
        connection.setAutoCommit(true);
        return;
      } catch (SQLException e) {
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
        if (e.getErrorCode() != SQLiteErrorCode.SQLITE_BUSY.code || System.nanoTime() > end) {
          throw e;
        }
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException("interrupted while another process makes the tables", e);
      }
    }
  }

  /** Does something as a whole or not at all. */
  synchronized <T> T write(Work<T> work) {
    try {
      connection.setAutoCommit(false);
      try {
        T result = work.apply(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw failed("written", e);
    }
  }

  /** The rows of a query. */
  synchronized <T> List<T> query(String sql, RowReader<T> reader, Object... values) {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    } catch (SQLException e) {
      throw failed("read", e);
    }
  }

  /** Changes rows; gives how many. */
  int update(String sql, Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  /** The number of the row that was inserted last. */
  long lastId() throws SQLException {
    try (ResultSet row = bound("SELECT last_insert_rowid()").executeQuery()) {
      return row.getLong(1);
    }
  }

  private PreparedStatement bound(String sql, Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  private StoreException failed(String what, SQLException e) {
    return new StoreException(
        "the runs in " + file + " cannot be " + what + ": " + e.getMessage(), e);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed("closed", e);
    }
  }
}
