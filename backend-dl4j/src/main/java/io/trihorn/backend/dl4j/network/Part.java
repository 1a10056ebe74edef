package io.trihorn.backend.dl4j.network;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a layer becomes: a layer or a vertex of Deeplearning4j's, and its parameters.
 *
 * @param layer the layer, or null
 * @param vertex the vertex, or null
 * @param parameters values by Deeplearning4j's names
 */
record Part(Layer layer, GraphVertex vertex, Map<String, INDArray> parameters) {
  static Part of(Layer layer) {
    return new Part(layer, null, new LinkedHashMap<>());
  }

  static Part of(GraphVertex vertex) {
    return new Part(null, vertex, new LinkedHashMap<>());
  }

  Part with(String name, INDArray value) {
    if (value != null) {
      parameters.put(name, value);
    }
    return this;
  }
}
