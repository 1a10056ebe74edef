package io.trihorn.tables;

import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetException;
import io.trihorn.data.Sample;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;

/**
 * What a database answers as a dataset, read row by row. The query is made anew in every epoch, and
 * should say an order, so that one epoch is as the other. The methods that give the object itself
 * set what they are named after.
 */
public final class JdbcDataset {
  private static final int FETCH = 1000;

  private final DataSource database;
  private final String sql;
  private final List<?> parameters;
  private int fetchSize = FETCH;
  private Columns columns = new Columns(List.of(), List.of());

  private JdbcDataset(DataSource database, String sql, List<?> parameters) {
    this.database = database;
    this.sql = sql;
    this.parameters = parameters;
  }

  /**
   * The rows that a query gives.
   *
   * @param sql the query, with a question mark for each parameter
   * @param parameters its parameters
   */
  public static JdbcDataset query(DataSource database, String sql, Object... parameters) {
    return new JdbcDataset(database, sql, List.of(parameters));
  }

  /** How many rows come from the database at a time, 1000 by default. */
  public JdbcDataset fetchSize(int rows) {
    fetchSize = rows;
    return this;
  }

  /**
   * The columns that are inputs: numbers together one float32 vector, lists and texts their own.
   */
  public JdbcDataset inputs(Column... given) {
    columns = new Columns(List.of(given), columns.targets());
    return this;
  }

  /** The columns that are targets, each by itself. */
  public JdbcDataset targets(Column... given) {
    columns = new Columns(columns.inputs(), List.of(given));
    return this;
  }

  /**
   * The dataset: numbers float32 {@code (batch, columns)}, then the other inputs as their columns
   * say; targets {@code (batch)} each. What is wrong comes out of it as a {@link DatasetException}
   * that names the query, the row and the column.
   */
  public Dataset dataset() {
    if (columns.inputs().isEmpty()) {
      throw new IllegalStateException("JdbcDataset: say which columns are the inputs");
    }
    return Dataset.stream(this::rows);
  }

  private Stream<Sample> rows() {
    Answer answer = new Answer();
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(answer, 0), false)
        .onClose(answer::close);
  }

  private DatasetException failed(SQLException e) {
    return new DatasetException("'" + sql + "' failed: " + e.getMessage(), e);
  }

  /** One answer of the database. */
  private final class Answer implements Iterator<Sample> {
    private final Connection connection;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private long row;
    private boolean there;

    Answer() {
      try {
        connection = database.getConnection();
      } catch (SQLException e) {
        throw failed(e);
      }
      PreparedStatement prepared = null;
      try {
        prepared = connection.prepareStatement(sql);
        prepared.setFetchSize(fetchSize);
        for (int i = 0; i < parameters.size(); i++) {
          prepared.setObject(i + 1, parameters.get(i));
        }
        statement = prepared;
        rows = prepared.executeQuery();
        there = rows.next();
      } catch (SQLException e) {
        close(prepared, e);
        close(connection, e);
        throw failed(e);
      }
    }

    @Override
    public boolean hasNext() {
      return there;
    }

    @Override
    public Sample next() {
      if (!there) {
        throw new NoSuchElementException("there are no more rows");
      }
      Sample sample = columns.row(this::value, this::place);
      row++;
      try {
        there = rows.next();
      } catch (SQLException e) {
        throw failed(e);
      }
      return sample;
    }

    private String place() {
      return "row " + row + " of '" + sql + "'";
    }

    private Object value(Column column) {
      try {
        Object value = rows.getObject(column.name());
        return value instanceof Array list ? Arrays.asList((Object[]) list.getArray()) : value;
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    void close() {
      SQLException none = new SQLException("could not be closed");
      close(rows, none);
      close(statement, none);
      close(connection, none);
      if (none.getSuppressed().length > 0) {
        throw failed(none);
      }
    }

    /** Closes what is open; what goes wrong is added to another exception. */
    private void close(AutoCloseable open, SQLException others) {
      try {
        if (open != null) {
          open.close();
        }
      } catch (Exception e) {
        others.addSuppressed(e);
      }
    }
  }
}
