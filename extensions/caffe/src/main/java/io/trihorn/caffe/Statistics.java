package io.trihorn.caffe;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The three blobs of a batch normalization: sums of means and of variances, and the weight that
 * they are to be divided by.
 *
 * @param mean the moving mean
 * @param variance the moving variance
 */
record Statistics(Weight mean, Weight variance) implements BlobGroup {
  @Override
  public List<long[]> shapes() {
    long[] channels = mean.type().dims();
    return List.of(channels, channels, new long[] {1});
  }

  @Override
  public List<List<Weight>> weights() {
    return List.of(List.of(mean), List.of(variance), List.of());
  }

  @Override
  public Map<Weight, TensorData> toWeights(List<TensorData> blobs) {
    double weight = blobs.get(2).getDouble(0);
    double factor = weight == 0 ? 0 : 1 / weight;
    return Map.of(mean, scaled(blobs.get(0), factor), variance, scaled(blobs.get(1), factor));
  }

  private static TensorData scaled(TensorData sums, double factor) {
    TensorData made = TensorData.zeros(sums.type());
    for (long i = 0; i < made.size(); i++) {
      made.setDouble(i, factor * sums.getDouble(i));
    }
    return made;
  }

  @Override
  public List<TensorData> toBlobs(Function<Weight, TensorData> weights) {
    TensorData one = TensorData.scalar(DataType.FLOAT32, 1).reshape(1);
    return List.of(weights.apply(mean), weights.apply(variance), one);
  }
}
