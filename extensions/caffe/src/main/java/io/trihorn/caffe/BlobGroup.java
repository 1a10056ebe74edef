package io.trihorn.caffe;

import io.trihorn.graph.TensorData;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The blobs that a layer of Caffe's learns, and the weights of a model that hold them. */
interface BlobGroup {
  /** The extents of each blob, in Caffe's order. */
  List<long[]> shapes();

  /** For each blob the weights that hold it. */
  List<List<Weight>> weights();

  /** The values of the weights for values of all blobs. */
  Map<Weight, TensorData> toWeights(List<TensorData> blobs);

  /** The values of all blobs for values of the weights. */
  List<TensorData> toBlobs(Function<Weight, TensorData> weights);
}
