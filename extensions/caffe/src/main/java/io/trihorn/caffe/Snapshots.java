package io.trihorn.caffe;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.state.Weight;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A solver's training in Caffe's files: {@code .caffemodel} and {@code .solverstate}, or the same
 * in HDF5 with {@code .h5} at the end.
 *
 * @param net what is trained
 * @param optimizer what trains it
 * @param rate its learning rate
 */
record Snapshots(CaffeNet net, SolverOptimizer optimizer, SolverRate rate) {
  /** Writes both files, the state last. */
  Path write(Path prefix, int iteration, Part solver) {
    boolean hdf5 = solver.text("snapshot_format").equals("HDF5");
    String name = prefix.getFileName() + "_iter_" + iteration;
    String end = hdf5 ? ".h5" : "";
    Path model = prefix.resolveSibling(name + ".caffemodel" + end);
    Path file = prefix.resolveSibling(name + ".solverstate" + end);
    List<TensorData> history = new ArrayList<>();
    for (int memory = 0; memory < optimizer.memoryCount(); memory++) {
      history.addAll(history(memory, iteration));
    }
    SolverState state =
        new SolverState(iteration, rate.currentStep(iteration), model.toString(), history);
    if (hdf5) {
      HdfFiles.writeNet(net, model);
      HdfFiles.writeState(state, file);
    } else {
      CaffeFiles.write(Messages.net(net.text(), net.layers(), net.blobs()), model);
      CaffeFiles.write(Messages.state(state), file);
    }
    return file;
  }

  /** What is remembered of each blob: zeros of those that are not trained. */
  private List<TensorData> history(int memory, int iteration) {
    Function<Weight, TensorData> values =
        weight -> {
          boolean none = iteration == 0 || !optimizer.trained().contains(weight);
          return none
              ? TensorData.zeros(weight.type())
              : net.model().variableValues(List.of(optimizer.memory(memory, weight))).get(0);
        };
    Map<String, List<TensorData>> blobs = net.blobs(values);
    return net.learnables().stream()
        .map(
            blob ->
                blob.isTrained()
                    ? blobs.get(blob.layer()).get(blob.index())
                    : TensorData.zeros(TensorType.of(DataType.FLOAT32, blob.shape())))
        .toList();
  }

  /**
   * Reads both files.
   *
   * @return the number of updates that were done
   */
  int restore(Path file, Part solver) {
    SolverState state = SolverState.read(file);
    List<TensorData> history = state.history();
    List<Learnable> learnables = net.learnables();
    int wanted = learnables.size() * optimizer.memoryCount();
    if (history.size() != wanted) {
      throw new CaffeException(
          file
              + ": this solver remembers "
              + wanted
              + " blobs of this net, but the file has "
              + history.size()
              + "; is it of another net or another type of solver?");
    }
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    for (int memory = 0; memory < optimizer.memoryCount(); memory++) {
      Map<String, List<TensorData>> blobs = new LinkedHashMap<>();
      for (int i = 0; i < learnables.size(); i++) {
        blobs
            .computeIfAbsent(learnables.get(i).layer(), layer -> new ArrayList<>())
            .add(history.get(memory * learnables.size() + i));
      }
      int which = memory;
      Map<Weight, TensorData> read = net.weightsOf(blobs, file.toString());
      optimizer.trained().forEach(w -> values.put(optimizer.memory(which, w), read.get(w)));
    }
    int iteration = state.iteration();
    if (iteration < 0) {
      throw new CaffeException(file + ": the number of iterations is " + iteration);
    }
    if (state.net() != null) {
      net.load(learned(file, state.net()));
    }
    long batches = (long) iteration * solver.integer("iter_size");
    values.put(optimizer.iterationVariable(), TensorData.scalar(DataType.INT64, batches));
    net.model().setVariableValues(List.copyOf(values.keySet()), List.copyOf(values.values()));
    return iteration;
  }

  /** The file as it is named, or the one of this name beside the state. */
  private static Path learned(Path state, String name) {
    try {
      Path named = Path.of(name);
      Path last = named.getFileName() == null ? named : named.getFileName();
      for (Path file : List.of(named, state.resolveSibling(last))) {
        if (Files.isRegularFile(file)) {
          return file;
        }
      }
      throw new CaffeException(
          state + " names the weights '" + name + "', which are neither there nor beside it");
    } catch (InvalidPathException e) {
      throw new CaffeException(state + " names the weights '" + name + "', which is no path", e);
    }
  }
}
