package io.trihorn.backend.around;

import io.trihorn.backend.Backend;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A backend that measures how long each layer takes on another one:
 *
 * <pre>{@code
 * var profile = new ProfilingBackend(Backends.get("onnx"));
 * model.on(profile);
 * model.predict(x);      // makes the programs
 * profile.reset();
 * model.predict(x);
 * System.out.println(profile);
 * }</pre>
 *
 * <p>A layer's time is that of its forward part, and in training of its backward part too. Layers
 * are run one by one, so that what the engine would do for several at once is not seen.
 */
public final class ProfilingBackend extends LayerwiseBackend {
  private final Map<String, LayerTime> times = new LinkedHashMap<>();

  /**
   * How long a layer took.
   *
   * @param layer the path of the layer; empty for what no layer made
   * @param runs how often a part of it was run
   * @param nanos in all runs together
   */
  public record LayerTime(String layer, long runs, long nanos) {
    private LayerTime plus(LayerTime other) {
      return new LayerTime(layer, runs + other.runs, nanos + other.nanos);
    }
  }

  /** Measures on this backend. */
  public ProfilingBackend(Backend inner) {
    super(inner);
  }

  @Override
  void ran(
      Segment part,
      VariableStore store,
      List<? extends TensorValue> feeds,
      List<DeviceTensor> results,
      long nanos) {
    synchronized (times) {
      times.merge(part.name(), new LayerTime(part.name(), 1, nanos), LayerTime::plus);
    }
  }

  /** The layers in the order of their first runs since the last reset. */
  public List<LayerTime> times() {
    synchronized (times) {
      return List.copyOf(times.values());
    }
  }

  /** Begins anew. */
  public void reset() {
    synchronized (times) {
      times.clear();
    }
  }

  /** A table of the layers, the slowest first. */
  @Override
  public String toString() {
    List<LayerTime> sorted = new ArrayList<>(times());
    sorted.sort(Comparator.comparingLong(LayerTime::nanos).reversed());
    double all = Math.max(1, sorted.stream().mapToLong(LayerTime::nanos).sum());
    StringBuilder table =
        new StringBuilder("%10s %6s %8s  %s".formatted("ms", "%", "runs", "layer"));
    for (LayerTime time : sorted) {
      table.append(
          "%n%10.3f %6.1f %8d  %s"
              .formatted(time.nanos() / 1e6, 100 * time.nanos() / all, time.runs(), time.layer()));
    }
    return table.toString();
  }
}
