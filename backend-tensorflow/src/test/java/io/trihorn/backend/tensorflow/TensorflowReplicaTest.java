package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.ReplicaConformance;

/** Steps of several replicas, on this backend. */
class TensorflowReplicaTest extends ReplicaConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
