package io.trihorn.saving.hdf5;

import io.jhdf.object.message.DataSpace;
import java.lang.reflect.Array;
import java.util.Arrays;

/** Shapes as jHDF has them. */
final class Spaces {
  private Spaces() {}

  /** The shape with these extents; none is a scalar. */
  static DataSpace of(long... dims) {
    if (dims.length == 0) {
      return DataSpace.fromObject(0);
    }
    int[] ones = new int[dims.length];
    Arrays.fill(ones, 1);
    // jHDF makes shapes from arrays only, and no shape with an extent of 0.
    return DataSpace.modifyDimensions(
        DataSpace.fromObject(Array.newInstance(int.class, ones)), dims);
  }
}
