package io.trihorn.backend.reference;

import io.trihorn.graph.Control;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rules for {@link Control}. */
final class ControlKernels {
  private ControlKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table.on(
        Control.Scan.class,
        (op, node) -> {
          Program body = new Program(op.body(), op.body().outputs());
          return in -> scan(op, body, node.outputTypes(), in);
        });
  }

  private static List<Array> scan(
      Control.Scan op, Program body, List<TensorType> types, List<Array> in) {
    List<TensorType> parameters = op.body().parameterTypes();
    List<Array> results = new ArrayList<>(in.subList(0, op.carries()));
    for (TensorType type : types.subList(op.carries(), types.size())) {
      results.add(Array.zeros(type));
    }
    for (int step = 0; step < op.length(); step++) {
      int position = op.reverse() ? op.length() - 1 - step : step;
      List<Array> arguments = new ArrayList<>(results.subList(0, op.carries()));
      for (int i = op.carries(); i < in.size(); i++) {
        boolean sequence = i < op.carries() + op.sequences();
        arguments.add(sequence ? slice(in.get(i), parameters.get(i), position) : in.get(i));
      }
      List<Array> made = body.run(arguments, variable -> null);
      for (int i = 0; i < made.size(); i++) {
        if (i < op.carries()) {
          results.set(i, made.get(i));
        } else {
          results.get(i).put(positions(made.get(i).size(), position), made.get(i));
        }
      }
    }
    return results;
  }

  private static Array slice(Array sequence, TensorType type, int position) {
    return sequence.take(type, positions(Math.toIntExact(type.size()), position));
  }

  /** The positions of one step's elements in a stacked array. */
  private static int[] positions(int size, int step) {
    return IntStream.range(step * size, (step + 1) * size).toArray();
  }
}
