package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.function.Function;

/**
 * Some calls of arrays, written against DJL's API alone.
 *
 * @param name unique; what the answer is recorded under
 * @param calls makes arrays of the manager's engine and calls them; gives what is compared
 */
record ArrayCase(String name, Function<NDManager, NDList> calls) {
  /** A case of one result. */
  static ArrayCase of(String name, Function<NDManager, NDArray> calls) {
    return new ArrayCase(name, manager -> new NDList(calls.apply(manager)));
  }
}
