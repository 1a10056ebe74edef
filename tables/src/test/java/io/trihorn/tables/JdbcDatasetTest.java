package io.trihorn.tables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Batch;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcDatasetTest {
  private final JdbcConnectionPool database =
      JdbcConnectionPool.create("jdbc:h2:mem:tables;DB_CLOSE_DELAY=-1", "sa", "");

  @BeforeEach
  void fill() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table flower(id int, height double, wild boolean, age decimal(4,1), kind varchar(9))");
      for (int i = 0; i < 10; i++) {
        statement.execute(
            "insert into flower values(%d, %s, %b, %s, '%s')"
                .formatted(
                    i, i / 4.0, i % 2 == 0, i == 3 ? "null" : i + ".5", i < 5 ? "rose" : "lily"));
      }
    }
  }

  @AfterEach
  void drop() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table flower");
    }
    database.dispose();
  }

  private JdbcDataset flowers(double taller) {
    return JdbcDataset.query(database, "select * from flower where height >= ? order by id", taller)
        .inputs(Column.number("height"), Column.number("wild"), Column.number("age").missing(0))
        .targets(Column.category("kind", List.of("lily", "rose")));
  }

  @Test
  void rowsOfAQueryComeInEveryEpoch() {
    Dataset data = flowers(0.5).dataset();
    for (int epoch = 0; epoch < 2; epoch++) {
      Batch all = data.toBatch();
      assertEquals("float32[8,3]", all.inputs().get(0).type().toString());
      assertArrayEquals(
          new double[] {0.5, 1, 2.5, 0.75, 0, 0}, all.inputs().get(0).rows(0, 2).toDoubleArray());
      assertArrayEquals(new long[] {1, 1, 1, 0, 0, 0, 0, 0}, all.targets().get(0).toLongArray());
    }
    assertEquals(0, database.getActiveConnections());
  }

  @Test
  void arraysAreLists() {
    Dataset data =
        JdbcDataset.query(database, "select array[id, null, 7] a from flower order by id limit 2")
            .inputs(Column.list("a", DataType.FLOAT32).missing(-1))
            .dataset();
    assertArrayEquals(
        new double[] {0, -1, 7, 1, -1, 7}, data.toBatch().inputs().get(0).toDoubleArray());
  }

  @Test
  void aReadingThatStopsGivesItsConnectionBack() {
    try (BatchIterator batches = flowers(0).dataset().batch(2).open(0)) {
      batches.next();
      assertEquals(1, database.getActiveConnections());
    }
    assertEquals(0, database.getActiveConnections());
  }

  @Test
  void whatIsWrongIsFoundByRowAndColumn() {
    JdbcDataset strict = flowers(0).inputs(Column.number("age"));
    DatasetException e = assertThrows(DatasetException.class, () -> strict.dataset().toBatch());
    assertTrue(
        e.getMessage()
            .startsWith(
                "row 3 of 'select * from flower where height >= ? order by id', column 'age'"),
        e.getMessage());
    JdbcDataset unknown =
        JdbcDataset.query(database, "select * from tree").inputs(Column.number("a"));
    e = assertThrows(DatasetException.class, () -> unknown.dataset().toBatch());
    assertTrue(e.getMessage().startsWith("'select * from tree' failed: Table"), e.getMessage());
    assertEquals(0, database.getActiveConnections());
  }
}
