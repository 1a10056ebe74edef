package io.trihorn.backend;

import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import java.util.BitSet;
import java.util.List;

/**
 * A compiled program. It may be run from many threads; runs that assign variables happen one after
 * another. Values go in from the host or from the program's device, and come out to either.
 */
public interface Executable extends AutoCloseable {
  /**
   * Runs once, reading and assigning the store's variables, and writes its outputs to the host.
   *
   * @param feeds a value for each parameter of the graph, of its type; not changed, and not
   *     referred to after the call
   * @param fetches a place for each output of the graph, of its type, overwritten; null where the
   *     output is not wanted
   * @throws IllegalArgumentException if the numbers or types are others, if a feed is a tensor of
   *     another backend or device, or if a variable that is read has no value
   * @throws BackendException if the engine fails
   * @throws IllegalStateException after the program, its store or a tensor that is fed was closed
   */
  void run(List<? extends TensorValue> feeds, List<TensorData> fetches);

  /**
   * Runs once, as {@link #run}, and leaves its outputs on the device, so that they can be fed to
   * other programs there.
   *
   * @param wanted which outputs are wanted
   * @return a tensor for each output of the graph, to be closed; null where it is not wanted
   */
  List<DeviceTensor> call(List<? extends TensorValue> feeds, BitSet wanted);

  /**
   * Memory that suits a run for writing an output of this type to. It goes, or is used again, when
   * nothing refers to the tensor or a view of its bytes any more.
   *
   * @return a tensor whose elements may be anything; by default zeros
   */
  default TensorData place(TensorType type) {
    return TensorData.zeros(type);
  }

  /** Frees the program once runs in other threads have ended; the store stays. Done only once. */
  @Override
  void close();
}
