package io.trihorn.backend.onnx;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.backend.OpTime;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the profiles that ONNX Runtime writes, and finds the layers of its operators. */
final class ProfileReader {
  /** Operators that others run in, each for itself; the time of these is not theirs. */
  private static final Set<String> BODIES = Set.of("If", "Loop", "Scan");

  /** What the names of operators may begin with: the longest first. */
  private final List<String> layers;

  ProfileReader(Graph graph) {
    TreeSet<String> names =
        new TreeSet<>(
            Comparator.comparingInt(String::length)
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
    graph.nodes().stream().map(Node::scope).filter(scope -> !scope.isEmpty()).forEach(names::add);
    layers = List.copyOf(names);
  }

  /** The operators that ran in a session, in order; its file says when it began. */
  List<OpTime> read(Path file) throws IOException {
    String name = file.getFileName().toString();
    long began = Long.parseLong(name.substring(1, name.indexOf('_')));
    JsonArray events;
    try (Reader text = Files.newBufferedReader(file)) {
      events = JsonParser.parseReader(text).getAsJsonArray();
    }
    List<Event> ran = new ArrayList<>();
    for (JsonElement element : events) {
      JsonObject event = element.getAsJsonObject();
      if (event.get("name").getAsString().endsWith("_kernel_time")) {
        ran.add(Event.of(event));
      }
    }
    return times(ran, began);
  }

  /** An operator's run, in microseconds from the begin of the profile. */
  private record Event(JsonObject json, long thread, long start, long end, String operator) {
    static Event of(JsonObject json) {
      long start = json.get("ts").getAsLong();
      return new Event(
          json,
          json.get("tid").getAsLong(),
          start,
          start + json.get("dur").getAsLong(),
          json.getAsJsonObject("args").get("op_name").getAsString());
    }

    boolean holds(Event other) {
      return start <= other.start && other.end <= end;
    }
  }

  private List<OpTime> times(List<Event> ran, long began) {
    List<Event> sorted = new ArrayList<>(ran);
    sorted.sort(Comparator.comparingLong(Event::start).thenComparing(e -> -e.end()));
    Map<Event, Long> inside = new IdentityHashMap<>();
    Map<Long, Deque<Event>> open = new HashMap<>();
    for (Event event : sorted) {
      Deque<Event> around = open.computeIfAbsent(event.thread(), thread -> new ArrayDeque<>());
      while (!around.isEmpty() && !around.peek().holds(event)) {
        around.pop();
      }
      if (!around.isEmpty()) {
        inside.merge(around.peek(), event.end() - event.start(), Long::sum);
      }
      if (BODIES.contains(event.operator())) {
        around.push(event);
      }
    }
    return sorted.stream().map(e -> time(e, inside.getOrDefault(e, 0L), began)).toList();
  }

  private OpTime time(Event event, long inside, long began) {
    String name = event.json().get("name").getAsString();
    return new OpTime(
        layers.stream().filter(layer -> name.contains(layer + "/")).findFirst().orElse(""),
        event.operator(),
        began + 1000 * event.start(),
        1000 * (event.end() - event.start() - inside),
        event.json().getAsJsonObject("args").get("output_size").getAsLong());
  }
}
