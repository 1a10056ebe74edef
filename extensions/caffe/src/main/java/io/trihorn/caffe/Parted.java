package io.trihorn.caffe;

import io.trihorn.graph.TensorData;
import io.trihorn.state.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Blobs of which each of several layers holds an equal part along the first axis.
 *
 * @param parts all of them alike
 */
record Parted(List<BlobGroup> parts) implements BlobGroup {
  @Override
  public List<long[]> shapes() {
    return parts.get(0).shapes().stream()
        .map(
            shape -> {
              long[] whole = shape.clone();
              whole[0] *= parts.size();
              return whole;
            })
        .toList();
  }

  @Override
  public List<List<Weight>> weights() {
    return IntStream.range(0, parts.get(0).weights().size())
        .mapToObj(
            blob -> parts.stream().flatMap(part -> part.weights().get(blob).stream()).toList())
        .toList();
  }

  @Override
  public Map<Weight, TensorData> toWeights(List<TensorData> blobs) {
    Map<Weight, TensorData> weights = new LinkedHashMap<>();
    for (int part = 0; part < parts.size(); part++) {
      int p = part;
      weights.putAll(
          parts
              .get(part)
              .toWeights(
                  blobs.stream()
                      .map(
                          blob -> {
                            int rows = Math.toIntExact(blob.type().dims()[0] / parts.size());
                            return blob.rows(p * rows, rows);
                          })
                      .toList()));
    }
    return weights;
  }

  @Override
  public List<TensorData> toBlobs(Function<Weight, TensorData> weights) {
    List<List<TensorData>> each = parts.stream().map(part -> part.toBlobs(weights)).toList();
    return IntStream.range(0, each.get(0).size())
        .mapToObj(blob -> TensorData.concatenate(each.stream().map(p -> p.get(blob)).toList()))
        .toList();
  }
}
