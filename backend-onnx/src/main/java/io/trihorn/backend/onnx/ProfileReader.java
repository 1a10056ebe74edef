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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Reads the profiles that ONNX Runtime writes, and finds the layers of its operators. */
final class ProfileReader {
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
    List<OpTime> times = new ArrayList<>();
    for (JsonElement element : events) {
      JsonObject event = element.getAsJsonObject();
      String what = event.get("name").getAsString();
      if (what.endsWith("_kernel_time")) {
        times.add(time(event, what, began));
      }
    }
    return times;
  }

  private OpTime time(JsonObject event, String name, long began) {
    JsonObject told = event.getAsJsonObject("args");
    return new OpTime(
        layers.stream().filter(layer -> name.contains(layer + "/")).findFirst().orElse(""),
        told.get("op_name").getAsString(),
        began + 1000 * event.get("ts").getAsLong(),
        1000 * event.get("dur").getAsLong(),
        told.get("output_size").getAsLong());
  }
}
