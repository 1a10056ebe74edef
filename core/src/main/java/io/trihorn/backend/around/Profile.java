package io.trihorn.backend.around;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.trihorn.backend.OpTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link Profiler} measured.
 *
 * @param programs how many programs ran
 * @param runs how often, all of them together
 * @param nanos how long these runs took, which is not the sum of what their ops took
 * @param ops what each kind of op of each layer took, in the order of the first times
 * @param events the ops one by one, in the order in which engines told them; of many, the first
 */
public record Profile(int programs, long runs, long nanos, List<Cost> ops, List<Event> events) {
  /** Copies the lists. */
  public Profile {
    ops = List.copyOf(ops);
    events = List.copyOf(events);
  }

  /**
   * What ops took together.
   *
   * @param layer the path of the layer; empty for what no layer made
   * @param op what the engine calls the op; empty for all of a layer
   * @param count how many ops ran
   * @param nanos how long, in all runs together
   * @param bytes the size of the tensors they made, in all runs together
   */
  public record Cost(String layer, String op, long count, long nanos, long bytes) {
    Cost plus(Cost other) {
      return new Cost(layer, op, count + other.count, nanos + other.nanos, bytes + other.bytes);
    }
  }

  /**
   * An op that ran.
   *
   * @param program the number of its program, from 1 in the order of compilation
   * @param op what ran
   */
  public record Event(int program, OpTime op) {}

  /** What each layer took, in the order of the first times. */
  public List<Cost> layers() {
    Map<String, Cost> layers = new LinkedHashMap<>();
    ops.forEach(
        cost ->
            layers.merge(
                cost.layer(),
                new Cost(cost.layer(), "", cost.count(), cost.nanos(), cost.bytes()),
                Cost::plus));
    return List.copyOf(layers.values());
  }

  /** How long all ops took together. */
  public long opNanos() {
    return ops.stream().mapToLong(Cost::nanos).sum();
  }

  /** A table of the layers with their ops, the slowest first. */
  @Override
  public String toString() {
    StringBuilder table =
        new StringBuilder(
            "%d run%s of %d program%s took %.3f ms; the ops, summed up, %.3f ms%n"
                .formatted(
                    runs,
                    runs == 1 ? "" : "s",
                    programs,
                    programs == 1 ? "" : "s",
                    nanos / 1e6,
                    opNanos() / 1e6));
    table.append("%10s %6s %8s %12s  %s".formatted("ms", "%", "ops", "bytes", "layer, op"));
    for (Cost layer : slowestFirst(layers())) {
      line(table, layer, layer.layer().isEmpty() ? "(no layer)" : layer.layer());
      slowestFirst(ops.stream().filter(op -> op.layer().equals(layer.layer())).toList())
          .forEach(op -> line(table, op, "  " + op.op()));
    }
    return table.toString();
  }

  private static List<Cost> slowestFirst(List<Cost> costs) {
    List<Cost> sorted = new ArrayList<>(costs);
    sorted.sort(Comparator.comparingLong(Cost::nanos).reversed());
    return sorted;
  }

  private void line(StringBuilder table, Cost cost, String name) {
    table.append(
        "%n%10.3f %6.1f %8d %12d  %s"
            .formatted(
                cost.nanos() / 1e6,
                100.0 * cost.nanos() / Math.max(1, opNanos()),
                cost.count(),
                cost.bytes(),
                name));
  }

  /**
   * Lines of the path of an op, its parts between semicolons, and the nanoseconds it took: what
   * flame graphs are made of.
   */
  public String collapsedStacks() {
    Map<String, Long> stacks = new TreeMap<>();
    for (Cost cost : ops) {
      String layer = cost.layer().isEmpty() ? "(no layer)" : cost.layer();
      // What parts of a path may not have: the separator, and ends of lines.
      String path = (layer.replace(';', ':').replace('/', ';') + ";" + cost.op().replace(';', ':'));
      stacks.merge(path.replaceAll("\\R", " "), cost.nanos(), Long::sum);
    }
    StringBuilder text = new StringBuilder();
    stacks.forEach((path, time) -> text.append(path).append(' ').append(time).append('\n'));
    return text.toString();
  }

  /**
   * The ops one by one as Chrome's trace events, which chrome://tracing and Perfetto show: a row
   * for each program, and more where ops run side by side; times in microseconds from the first op.
   */
  public String chromeTrace() {
    long first = events.stream().mapToLong(event -> event.op().start()).min().orElse(0);
    List<Event> sorted = new ArrayList<>(events);
    sorted.sort(
        Comparator.comparingInt(Event::program).thenComparingLong(event -> event.op().start()));
    JsonArray list = new JsonArray();
    List<Long> ends = new ArrayList<>();
    int program = 0;
    for (Event event : sorted) {
      if (event.program() != program) {
        program = event.program();
        ends.clear();
      }
      int row = freeRow(ends, event.op());
      if (row == ends.size()) {
        ends.add(0L);
        list.add(row(program, row));
      }
      ends.set(row, event.op().start() + event.op().nanos());
      list.add(json(event, row, first));
    }
    JsonObject trace = new JsonObject();
    trace.add("traceEvents", list);
    trace.addProperty("displayTimeUnit", "ms");
    return trace.toString();
  }

  /** The first row whose last op has ended when this one begins. */
  private static int freeRow(List<Long> ends, OpTime op) {
    for (int i = 0; i < ends.size(); i++) {
      if (ends.get(i) <= op.start()) {
        return i;
      }
    }
    return ends.size();
  }

  private static JsonObject json(Event event, int row, long first) {
    OpTime op = event.op();
    JsonObject more = new JsonObject();
    more.addProperty("layer", op.layer());
    more.addProperty("bytes", op.bytes());
    JsonObject json = event("X", event.program(), row, op.op(), more);
    json.addProperty("cat", op.layer().isEmpty() ? "(no layer)" : op.layer());
    json.addProperty("ts", (op.start() - first) / 1e3);
    json.addProperty("dur", op.nanos() / 1e3);
    return json;
  }

  private static JsonObject row(int program, int row) {
    JsonObject name = new JsonObject();
    name.addProperty("name", "program " + program + (row == 0 ? "" : " (" + (row + 1) + ")"));
    return event("M", program, row, "thread_name", name);
  }

  /** Rows are Chrome's threads, whose numbers are those of the program and the row. */
  private static JsonObject event(
      String phase, int program, int row, String name, JsonObject arguments) {
    JsonObject json = new JsonObject();
    json.addProperty("ph", phase);
    json.addProperty("pid", 1);
    json.addProperty("tid", 1000L * program + row);
    json.addProperty("name", name);
    json.add("args", arguments);
    return json;
  }
}
