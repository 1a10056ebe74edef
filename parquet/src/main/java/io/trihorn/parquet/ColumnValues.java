package io.trihorn.parquet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.MessageType;

/**
 * The values of a column in a group of rows, in order. A value stands as deep in what may be
 * missing as its definition level says; elements of a list after the first repeat.
 */
final class ColumnValues {
  private final ColumnReader reader;
  private final Function<ColumnReader, Object> value;
  private final int whole;

  /** How deep something stands that is in a list; 0 for columns without lists. */
  private final int inList;

  private ColumnValues(
      ColumnReader reader, Function<ColumnReader, Object> value, int whole, int inList) {
    this.reader = reader;
    this.value = value;
    this.whole = whole;
    this.inList = inList;
  }

  static ColumnValues of(MessageType schema, ColumnDescriptor column, ColumnReader reader) {
    int inList = 0;
    String[] path = column.getPath();
    for (int depth = 1; depth <= path.length && inList == 0; depth++) {
      String[] part = Arrays.copyOf(path, depth);
      if (schema.getMaxRepetitionLevel(part) > 0) {
        inList = schema.getMaxDefinitionLevel(part);
      }
    }
    return new ColumnValues(
        reader,
        ValueTypes.reading(column.getPrimitiveType()),
        column.getMaxDefinitionLevel(),
        inList);
  }

  /** The value of the next row: null where there is none, a list for columns of lists. */
  Object next() {
    if (inList == 0) {
      return one();
    }
    int level = reader.getCurrentDefinitionLevel();
    if (level < inList) {
      reader.consume();
      // A repeated field without a group around it is never missing, only empty.
      return level == inList - 1 ? List.of() : null;
    }
    List<Object> values = new ArrayList<>();
    do {
      values.add(one());
    } while (reader.getCurrentRepetitionLevel() > 0);
    return values;
  }

  private Object one() {
    Object read = reader.getCurrentDefinitionLevel() == whole ? value.apply(reader) : null;
    reader.consume();
    return read;
  }
}
