package io.trihorn.backend;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.List;
import java.util.Map;

/**
 * What it takes to move the state of a model to a card and back, which an engine does for each
 * program whose outputs it cannot leave there. Steps that are one program move it once.
 *
 * @param bytes all variables: weights, the optimizer's slots, metrics
 * @param bytesPerSecond how fast they move, in one direction
 */
public record StateTransfer(long bytes, double bytesPerSecond) {
  /** The largest share of the computing that moving may take. */
  public static final double MOST = 0.02;

  /** What is moved to measure the speed: enough for calls and kernels to weigh nothing. */
  private static final long MEASURED = 32L << 20;

  private static final int TURNS = 3;

  /** Checks the numbers. */
  public StateTransfer {
    if (bytes < 0 || !(bytesPerSecond > 0)) {
      throw new IllegalArgumentException(
          "bytes should be 0 or more and bytes per second more than 0, but are "
              + bytes
              + " and "
              + bytesPerSecond);
    }
  }

  /**
   * What programs of a backend move to a device and back, at the speed that one has there which
   * does little else.
   *
   * @param bytes what they move in one direction
   */
  public static StateTransfer measured(long bytes, Backend backend, Device device) {
    TensorType type = TensorType.of(DataType.FLOAT32, MEASURED / Float.BYTES);
    Variable variable = new Variable("moved", type);
    GraphBuilder builder = new GraphBuilder();
    Value next =
        builder.add(new Elementwise.Unary(Elementwise.UnaryKind.NEG), builder.read(variable));
    Graph graph = builder.build(List.of(), Map.of(variable, next));
    try (VariableStore store = backend.createStore(device)) {
      store.write(variable, TensorData.zeros(type));
      try (Executable program = backend.compile(graph, store)) {
        long least = Long.MAX_VALUE;
        // The first turn, which may get memory, is not the fastest.
        for (int i = 0; i <= TURNS; i++) {
          long begin = System.nanoTime();
          program.run(List.of(), List.of());
          least = Math.min(least, Math.max(1, System.nanoTime() - begin));
        }
        return new StateTransfer(bytes, 2e9 * MEASURED / least);
      }
    }
  }

  /** The seconds there and back. */
  public double seconds() {
    return 2.0 * bytes / bytesPerSecond;
  }

  /**
   * What moving takes as a share of computing.
   *
   * @param secondsPerStep what a step computes, without moving anything
   * @param steps how many steps are one program
   */
  public double share(double secondsPerStep, int steps) {
    return seconds() / (steps * secondsPerStep);
  }

  /**
   * The fewest steps for one program with which the share is less than {@link #MOST}.
   *
   * @param secondsPerStep what a step computes, without moving anything; more than 0
   */
  public int steps(double secondsPerStep) {
    if (!(secondsPerStep > 0)) {
      throw new IllegalArgumentException(
          "a step should take more than 0 seconds, but takes " + secondsPerStep);
    }
    return (int) Math.min(Integer.MAX_VALUE, Math.floor(share(secondsPerStep, 1) / MOST) + 1);
  }
}
