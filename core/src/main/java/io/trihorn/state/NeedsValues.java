package io.trihorn.state;

import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.Set;

/**
 * An exception of something that cannot be traced without the numbers in some tensors, since shapes
 * follow from them. Where all of these are small inputs of a model, it traces a program for the
 * numbers that come.
 */
public interface NeedsValues {
  /** The elements that a list of sizes, counts or rates has at most. */
  int SMALL = 64;

  /** Whether a tensor is a number or a short list of them, so that a program may be made for it. */
  static boolean isSmall(TensorType type) {
    return type.rank() <= 1 && type.size() <= SMALL;
  }

  /** The parameters and variables whose numbers are needed. */
  Set<Value> needed();
}
