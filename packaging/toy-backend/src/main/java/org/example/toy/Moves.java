package org.example.toy;

import static org.example.toy.Kernel.one;

import io.trihorn.graph.Indexing;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;

/** What takes elements to other places. */
final class Moves {
  private Moves() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Shaping.Reshape.class, one((op, type, in) -> in.get(0).reshape(type.dims())))
        .on(
            Shaping.Transpose.class,
            one((op, type, in) -> read(in.get(0), walk(in).ordered(op.permutation()), type)))
        .on(
            Shaping.Broadcast.class,
            one((op, type, in) -> read(in.get(0), walk(in).repeated(type.dims()), type)))
        .on(Shaping.Slice.class, one(Moves::slice))
        .on(Shaping.Reverse.class, one(Moves::reverse))
        .on(Shaping.Pad.class, one(Moves::pad))
        .on(Shaping.Concat.class, one(Moves::concat))
        .on(Shaping.Split.class, (op, node) -> in -> split(op.axis(), node.outputTypes(), in))
        .on(
            Indexing.Gather.class,
            one((op, type, in) -> Walk.read(in.get(0), picked(op.axis(), in), type)))
        .on(Indexing.ScatterAdd.class, one((op, type, in) -> scatterAdd(in)));
  }

  private static Walk walk(List<TensorData> in) {
    return Walk.through(in.get(0).type());
  }

  private static TensorData read(TensorData from, Walk walk, TensorType type) {
    return Walk.read(from, walk.places(), type);
  }

  private static TensorData slice(Shaping.Slice op, TensorType type, List<TensorData> in) {
    Walk walk = walk(in).within(type.dims());
    for (int axis = 0; axis < type.rank(); axis++) {
      walk = walk.from(axis, op.starts().get(axis)).times(axis, op.strides().get(axis));
    }
    return read(in.get(0), walk, type);
  }

  private static TensorData reverse(Shaping.Reverse op, TensorType type, List<TensorData> in) {
    Walk walk = walk(in);
    for (int axis : op.axes()) {
      walk = walk.from(axis, type.dim(axis) - 1).times(axis, -1);
    }
    return read(in.get(0), walk, type);
  }

  private static TensorData pad(Shaping.Pad op, TensorType type, List<TensorData> in) {
    Walk walk = Walk.through(type).within(in.get(0).type().dims());
    for (int axis = 0; axis < type.rank(); axis++) {
      walk = walk.from(axis, op.low().get(axis));
    }
    TensorData out = TensorData.full(type, op.value());
    Walk.write(in.get(0), walk.places(), out);
    return out;
  }

  /** Where each of some parts lies in the whole that they make along an axis. */
  private static List<int[]> parts(TensorType whole, int axis, List<TensorType> parts) {
    List<int[]> places = new ArrayList<>();
    long index = 0;
    for (TensorType part : parts) {
      places.add(Walk.through(whole).within(part.dims()).from(axis, index).places());
      index += part.dim(axis);
    }
    return places;
  }

  private static TensorData concat(Shaping.Concat op, TensorType type, List<TensorData> in) {
    List<int[]> places = parts(type, op.axis(), in.stream().map(TensorData::type).toList());
    TensorData out = TensorData.zeros(type);
    for (int i = 0; i < in.size(); i++) {
      Walk.write(in.get(i), places.get(i), out);
    }
    return out;
  }

  private static List<TensorData> split(int axis, List<TensorType> types, List<TensorData> in) {
    List<int[]> places = parts(in.get(0).type(), axis, types);
    List<TensorData> out = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      out.add(Walk.read(in.get(0), places.get(i), types.get(i)));
    }
    return out;
  }

  /** The places of the slices of the first operand that the second picks along an axis. */
  private static int[] picked(int axis, List<TensorData> in) {
    TensorType data = in.get(0).type();
    TensorData indices = in.get(1);
    int extent = (int) data.dim(axis);
    int inner = 1;
    for (int i = axis + 1; i < data.rank(); i++) {
      inner *= (int) data.dim(i);
    }
    int outer = extent * inner == 0 ? 0 : (int) (data.size() / extent / inner);
    int[] places = new int[outer * (int) indices.size() * inner];
    int next = 0;
    for (int i = 0; i < outer; i++) {
      for (int j = 0; j < indices.size(); j++) {
        long index = Math.max(0, Math.min(indices.getLong(j), extent - 1));
        for (int k = 0; k < inner; k++) {
          places[next++] = (i * extent + (int) index) * inner + k;
        }
      }
    }
    return places;
  }

  private static TensorData scatterAdd(List<TensorData> in) {
    int[] places = picked(0, in);
    TensorData updates = in.get(2);
    TensorData out = in.get(0).copy();
    double[] sums = out.dtype().isFloating() ? out.toDoubleArray() : null;
    for (int i = 0; i < places.length; i++) {
      if (sums == null) {
        out.setLong(places[i], out.getLong(places[i]) + updates.getLong(i));
      } else {
        sums[places[i]] += updates.getDouble(i);
        out.setDouble(places[i], sums[places[i]]);
      }
    }
    return out;
  }
}
