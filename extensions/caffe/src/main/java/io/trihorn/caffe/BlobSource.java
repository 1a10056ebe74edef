package io.trihorn.caffe;

import io.trihorn.graph.TensorData;
import java.util.Map;

/** Where the blobs of a net's inputs come from, batch by batch. */
@FunctionalInterface
public interface BlobSource {
  /** The next batch: each input by its name, in its shape; after the last comes the first again. */
  Map<String, TensorData> next();
}
