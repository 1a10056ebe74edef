package io.trihorn.parquet;

import io.trihorn.data.DatasetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The columns of a file by the names that a user gives them. */
final class Leaves {
  private Leaves() {}

  /** All columns: what is nested is named with dots, lists by the names of their fields. */
  static Map<String, ColumnDescriptor> of(MessageType schema) {
    Map<String, ColumnDescriptor> leaves = new LinkedHashMap<>();
    for (Type field : schema.getFields()) {
      collect(field, field.getName(), List.of(), schema, leaves);
    }
    return leaves;
  }

  private static void collect(
      Type type,
      String name,
      List<String> above,
      MessageType schema,
      Map<String, ColumnDescriptor> leaves) {
    List<String> path = new ArrayList<>(above);
    path.add(type.getName());
    if (type.isPrimitive()) {
      leaves.put(name, schema.getColumnDescription(path.toArray(String[]::new)));
      return;
    }
    GroupType group = type.asGroupType();
    if (group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
      collectElements(group, name, path, schema, leaves);
      return;
    }
    for (Type field : group.getFields()) {
      collect(field, name + "." + field.getName(), path, schema, leaves);
    }
  }

  /** Lists are written with a group in between, and by old writers without. */
  private static void collectElements(
      GroupType list,
      String name,
      List<String> path,
      MessageType schema,
      Map<String, ColumnDescriptor> leaves) {
    Type repeated = list.getType(0);
    if (repeated.isPrimitive() || repeated.asGroupType().getFieldCount() > 1) {
      collect(repeated, name, path, schema, leaves);
      return;
    }
    List<String> inner = new ArrayList<>(path);
    inner.add(repeated.getName());
    collect(repeated.asGroupType().getType(0), name, inner, schema, leaves);
  }

  /**
   * The columns of some names.
   *
   * @throws DatasetException if one is not there, or cannot be read
   */
  static Map<String, ColumnDescriptor> named(Path file, MessageType schema, List<String> names) {
    Map<String, ColumnDescriptor> all = of(schema);
    Map<String, ColumnDescriptor> chosen = new LinkedHashMap<>();
    for (String name : names) {
      ColumnDescriptor column = all.get(name);
      if (column == null) {
        throw new DatasetException(
            file + ": there is no column '" + name + "' among " + all.keySet(), null);
      }
      if (column.getMaxRepetitionLevel() > 1) {
        throw new DatasetException(
            "%s, column '%s': expected values or lists of values, but got lists in lists"
                .formatted(file, name),
            null);
      }
      chosen.put(name, column);
    }
    return chosen;
  }
}
