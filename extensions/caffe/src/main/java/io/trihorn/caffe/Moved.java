package io.trihorn.caffe;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.state.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Blobs that are weights with their axes in another order.
 *
 * @param blobs in Caffe's order
 */
record Moved(List<Blob> blobs) implements BlobGroup {
  /**
   * One of them.
   *
   * @param weight what holds it
   * @param shape its extents
   * @param order for each axis of the weight which axis of the blob it is; empty where both have
   *     their elements in one order
   */
  record Blob(Weight weight, long[] shape, int... order) {}

  static Moved of(Blob... blobs) {
    return new Moved(List.of(blobs));
  }

  @Override
  public List<long[]> shapes() {
    return blobs.stream().map(Blob::shape).toList();
  }

  @Override
  public List<List<Weight>> weights() {
    return blobs.stream().map(blob -> List.of(blob.weight())).toList();
  }

  @Override
  public Map<Weight, TensorData> toWeights(List<TensorData> values) {
    Map<Weight, TensorData> weights = new LinkedHashMap<>();
    for (int i = 0; i < blobs.size(); i++) {
      Blob blob = blobs.get(i);
      TensorData moved = transpose(values.get(i).reshape(blob.shape()), blob.order());
      weights.put(blob.weight(), moved.reshape(blob.weight().type().dims()));
    }
    return weights;
  }

  @Override
  public List<TensorData> toBlobs(Function<Weight, TensorData> weights) {
    return blobs.stream()
        .map(
            blob -> {
              int[] back = new int[blob.order().length];
              IntStream.range(0, back.length).forEach(i -> back[blob.order()[i]] = i);
              long[] dims =
                  back.length == 0
                      ? blob.shape()
                      : IntStream.of(blob.order()).mapToLong(axis -> blob.shape()[axis]).toArray();
              return transpose(weights.apply(blob.weight()).reshape(dims), back)
                  .reshape(blob.shape());
            })
        .toList();
  }

  private static TensorData transpose(TensorData source, int... order) {
    if (order.length == 0) {
      return source;
    }
    long[] from = source.type().dims();
    long[] strides = new long[from.length];
    long stride = 1;
    for (int axis = from.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= from[axis];
    }
    long[] dims = IntStream.of(order).mapToLong(axis -> from[axis]).toArray();
    TensorData made = TensorData.zeros(TensorType.of(source.type().dtype(), dims));
    long[] place = new long[dims.length];
    for (long i = 0; i < made.size(); i++) {
      long at = 0;
      for (int axis = 0; axis < place.length; axis++) {
        at += place[axis] * strides[order[axis]];
      }
      made.setDouble(i, source.getDouble(at));
      for (int axis = place.length - 1; axis >= 0 && ++place[axis] == dims[axis]; axis--) {
        place[axis] = 0;
      }
    }
    return made;
  }
}
