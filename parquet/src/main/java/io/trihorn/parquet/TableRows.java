package io.trihorn.parquet;

import io.trihorn.data.DatasetException;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;

/** The rows of files one after another, each by the names of its columns. */
final class TableRows implements Iterator<Map<String, Object>>, AutoCloseable {
  private final Iterator<ParquetTable> waiting;
  private long toSkip;

  private ParquetTable table;
  private ParquetFileReader reader;

  /** The group that is read next, and what is left of the one that is open. */
  private int group;

  private long left;
  private Map<String, ColumnValues> columns = Map.of();

  /** The number of the row that was read last, in its file. */
  private long row;

  /**
   * @param first the number of the first row that is wanted; groups before it are not read
   */
  TableRows(List<ParquetTable> tables, long first) {
    this.waiting = tables.iterator();
    this.toSkip = first;
  }

  @Override
  public boolean hasNext() {
    while (left == 0) {
      if (table != null && group < table.groups().size()) {
        openGroup();
      } else if (waiting.hasNext()) {
        close();
        table = waiting.next();
        group = 0;
        row = -1;
      } else {
        return false;
      }
    }
    return true;
  }

  private void openGroup() {
    long rows = table.groups().get(group);
    if (toSkip >= rows) {
      toSkip -= rows;
      row += rows;
      group++;
      return;
    }
    reader = reader == null ? table.open() : reader;
    columns = columns(reader);
    group++;
    left = rows;
    while (toSkip > 0) {
      read();
      toSkip--;
    }
  }

  private Map<String, ColumnValues> columns(ParquetFileReader open) {
    MessageType schema = open.getFileMetaData().getSchema();
    PageReadStore pages;
    try {
      pages = open.readRowGroup(group);
    } catch (IOException | RuntimeException e) {
      throw new DatasetException(
          "%s: group %d of its rows cannot be read: %s"
              .formatted(table.file(), group, e.getMessage()),
          e);
    }
    ColumnReadStoreImpl store =
        new ColumnReadStoreImpl(
            pages, new NoConverter(), schema, open.getFileMetaData().getCreatedBy());
    Map<String, ColumnValues> readers = new LinkedHashMap<>();
    for (Map.Entry<String, ColumnDescriptor> column : table.columns().entrySet()) {
      ColumnDescriptor leaf = column.getValue();
      try {
        readers.put(column.getKey(), ColumnValues.of(schema, leaf, store.getColumnReader(leaf)));
      } catch (RuntimeException e) {
        throw unreadable(column.getKey(), row + 1, e);
      }
    }
    return readers;
  }

  private Map<String, Object> read() {
    row++;
    left--;
    Map<String, Object> values = new LinkedHashMap<>();
    columns.forEach(
        (name, column) -> {
          try {
            values.put(name, column.next());
          } catch (RuntimeException e) {
            throw unreadable(name, row, e);
          }
        });
    return values;
  }

  private DatasetException unreadable(String column, long at, RuntimeException e) {
    return new DatasetException(
        "%s, row %d, column '%s' cannot be read: %s"
            .formatted(table.file(), at, column, e.getMessage()),
        e);
  }

  @Override
  public Map<String, Object> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there are no more rows");
    }
    return read();
  }

  /** Where the last row stands. */
  String place() {
    return table.file() + ", row " + row;
  }

  @Override
  public void close() {
    if (reader != null) {
      try {
        reader.close();
      } catch (IOException e) {
        throw new DatasetException(table.file() + " could not be closed: " + e.getMessage(), e);
      } finally {
        reader = null;
      }
    }
  }
}
