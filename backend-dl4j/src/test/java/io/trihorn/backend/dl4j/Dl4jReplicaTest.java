package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.ReplicaConformance;

/** Steps of several replicas, on this backend. */
class Dl4jReplicaTest extends ReplicaConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
