package io.trihorn.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.onnx.OnnxStore.Cell;
import io.trihorn.backend.onnx.emit.OnnxModel;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A program with the outputs that are wanted of it and the places of its variables: all that a run
 * needs but what is fed and fetched. What a run does here is loops over arrays.
 */
final class Binding {
  private final OnnxProgram program;
  private final int[] fed;
  private final int[] fetched;
  private final int outputs;
  private final String[] inputNames;
  private final String[] outputNames;
  private final Set<String> fetchedNames;
  private final Cell[] reads;
  private final Cell[] updates;
  private final boolean[] swapped;
  private final RowAddition[] additions;

  /**
   * A binding, valid until variables are removed.
   *
   * @param wanted the positions of the outputs in the whole program
   * @param outputs how many outputs that has
   */
  Binding(OnnxProgram program, BitSet wanted, int outputs, OnnxStore store) {
    this.program = program;
    this.outputs = outputs;
    OnnxModel names = program.names();
    List<String> in = new ArrayList<>();
    this.fed = present(names.parameters());
    for (int i : fed) {
      in.add(names.parameters().get(i));
    }
    in.addAll(names.reads().values());
    List<String> out = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    int k = 0;
    for (int i : program.outputs().stream().toArray()) {
      String name = names.outputs().get(k++);
      if (name != null && wanted.get(i)) {
        positions.add(i);
        out.add(name);
      }
    }
    this.fetched = positions.stream().mapToInt(Integer::intValue).toArray();
    this.fetchedNames = new LinkedHashSet<>(out);
    out.addAll(names.updates().values());
    out.addAll(names.outputs().subList(k, names.outputs().size()));
    this.inputNames = in.toArray(new String[0]);
    this.outputNames = out.toArray(new String[0]);
    this.reads = cells(names.reads().keySet(), store);
    this.updates = cells(names.updates().keySet(), store);
    this.swapped = new boolean[updates.length];
    this.additions =
        IntStream.range(0, program.tables().variables().size())
            .mapToObj(i -> RowAddition.of(program.tables(), i, store))
            .toArray(RowAddition[]::new);
    k = 0;
    for (Variable variable : names.updates().keySet()) {
      swapped[k++] = !program.inPlace().contains(variable);
    }
  }

  private static int[] present(List<String> names) {
    return IntStream.range(0, names.size()).filter(i -> names.get(i) != null).toArray();
  }

  OnnxProgram program() {
    return program;
  }

  private static Cell[] cells(Set<Variable> variables, OnnxStore store) {
    return variables.stream().map(store::cell).toArray(Cell[]::new);
  }

  /** Runs, writing the outputs into places on the host; one is not null where one is wanted. */
  void run(List<? extends TensorValue> feeds, List<TensorData> places) {
    OnnxTensor[] out = new OnnxTensor[outputNames.length];
    try {
      for (int i = 0; i < fetched.length; i++) {
        out[i] = OnnxTensors.over(places.get(fetched[i]));
      }
      run(feeds, out, fetched.length, Set.of());
    } finally {
      for (int i = 0; i < fetched.length; i++) {
        if (out[i] != null) {
          out[i].close();
        }
      }
    }
  }

  /** Runs, leaving the outputs in the engine's memory; null where one is not wanted. */
  DeviceMemory[] call(List<? extends TensorValue> feeds, BitSet wanted) {
    OnnxTensor[] made =
        run(feeds, new OnnxTensor[outputNames.length - fetched.length], 0, fetchedNames);
    DeviceMemory[] results = new DeviceMemory[outputs];
    wanted.stream().forEach(i -> results[i] = new OnnxTensorMemory(null));
    for (int i = 0; i < fetched.length; i++) {
      results[fetched[i]] = new OnnxTensorMemory(made[i]);
    }
    return results;
  }

  /**
   * Runs.
   *
   * @param out where outputs go: those that are fetched, then from a position on the variables and
   *     the rows that are added to others
   * @param from the position
   * @param asked the outputs to make memory for
   */
  private OnnxTensor[] run(
      List<? extends TensorValue> feeds, OnnxTensor[] out, int from, Set<String> asked) {
    if (outputNames.length == 0) {
      return new OnnxTensor[0];
    }
    OnnxTensor[] in = new OnnxTensor[inputNames.length];
    OnnxTensor[] views = new OnnxTensor[fed.length + 2 * additions.length];
    try {
      for (int i = 0; i < fed.length; i++) {
        in[i] = OnnxTensorMemory.of(feeds.get(fed[i]));
        if (in[i] == null) {
          views[i] = OnnxTensors.over(feeds.get(fed[i]).toHost());
          in[i] = views[i];
        }
      }
      for (int i = 0; i < reads.length; i++) {
        in[fed.length + i] = reads[i].current();
      }
      for (int i = 0; i < updates.length; i++) {
        out[from + i] = swapped[i] ? updates[i].next() : updates[i].overwritten();
      }
      int rows = from + updates.length;
      for (int i = 0; i < additions.length; i++) {
        additions[i].place(views, fed.length + 2 * i);
      }
      System.arraycopy(views, fed.length, out, rows, 2 * additions.length);
      OnnxTensor[] made =
          program.run(
              new NamedTensors(inputNames, 0, in),
              asked,
              new NamedTensors(outputNames, outputNames.length - out.length, out));
      for (int i = 0; i < updates.length; i++) {
        if (swapped[i]) {
          updates[i].swap();
        } else {
          updates[i].changed();
        }
      }
      for (int i = 0; i < additions.length; i++) {
        additions[i].add(out[rows + 2 * i], out[rows + 2 * i + 1]);
      }
      return made;
    } finally {
      for (OnnxTensor view : views) {
        if (view != null) {
          view.close();
        }
      }
    }
  }
}
