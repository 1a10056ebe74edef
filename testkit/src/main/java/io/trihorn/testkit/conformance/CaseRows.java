package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Op;
import io.trihorn.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Cases as tables. A row has operands, with {@code &} between them, and after an arrow what is to
 * be done to them, with {@code |} between. An operand is a shape or, like {@code INT32: 3,-1}, the
 * elements of a vector; equal ones are one operand, and a row of {@code INT32/INT64} stands for
 * two. After a further arrow follows what is to be done to the last result.
 */
final class CaseRows {
  private CaseRows() {}

  /** A case of such rows, exact, with an op for each text after an arrow. */
  static Consumer<CaseBuilder> each(Function<String, Op> op, String... rows) {
    return c -> {
      c.exact();
      Stream.of(rows).flatMap(CaseRows::ofEachType).forEach(row -> add(c, op, row));
    };
  }

  private static Stream<String> ofEachType(String row) {
    int end = Math.max(0, row.indexOf(':'));
    return parts(row.substring(0, end), "/").map(type -> type + row.substring(end));
  }

  private static void add(CaseBuilder c, Function<String, Op> op, String row) {
    String[] sides = row.split(">", -1);
    Map<String, Value> known = new HashMap<>();
    List<Value> values =
        parts(sides[0], "&").map(x -> known.computeIfAbsent(x, y -> operand(c, y))).toList();
    for (String ops : List.of(sides).subList(1, sides.length)) {
      List<Value> operands = values;
      List<Value> results =
          parts(ops, "\\|")
              .flatMap(text -> c.graph().addAll(op.apply(text), operands).stream())
              .toList();
      c.output(results);
      values = results.subList(results.size() - 1, results.size());
    }
  }

  private static Stream<String> parts(String text, String separator) {
    return Stream.of(text.split(separator)).map(String::strip);
  }

  private static Value operand(CaseBuilder c, String text) {
    String[] sides = text.split(":");
    return sides.length == 1
        ? c.input(DataType.FLOAT32, numbers(text, 0).stream().mapToLong(n -> n).toArray())
        : c.elements(DataType.valueOf(sides[0]), sides[1].strip().split(","));
  }

  /** What stands before an equals sign, or the only number. */
  static double first(String text) {
    return Double.parseDouble(text.split("=")[0]);
  }

  /** Of the numbers after an equals sign, or all, with commas between, a part between colons. */
  static List<Long> numbers(String text, int part) {
    return Pattern.compile(",")
        .splitAsStream(text.substring(text.indexOf('=') + 1).strip())
        .filter(each -> !each.isEmpty())
        .map(each -> Long.valueOf(each.split(":")[part]))
        .toList();
  }
}
