package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.ReplicaConformance;

/** Steps of several replicas, on this backend. */
class OnnxReplicaTest extends ReplicaConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
