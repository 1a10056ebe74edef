package io.trihorn.backend.replicas;

import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that one replica has, of a batch or of what else is dealt out.
 *
 * @param replica its number, from 0
 * @param first its first row
 * @param count how many rows it has
 * @param total how many all have
 */
record Share(int replica, long first, long count, long total) {
  /** Rows dealt out as evenly as can be, the first replicas having one more where they are not. */
  static List<Share> of(long rows, int replicas) {
    List<Share> shares = new ArrayList<>();
    long first = 0;
    for (int i = 0; i < replicas; i++) {
      long count = rows / replicas + (i < rows % replicas ? 1 : 0);
      shares.add(new Share(i, first, count, rows));
      first += count;
    }
    return shares;
  }

  /** The extent that the replica has of an axis. */
  long extent(Split split) {
    return split.outer() * count * split.unit();
  }

  /** The type of what the replica has of a value. */
  TensorType type(TensorType whole, Placement placement) {
    if (!(placement instanceof Split split)) {
      return whole;
    }
    long[] dims = whole.dims();
    dims[split.axis()] = extent(split);
    return whole.withShape(dims);
  }
}
