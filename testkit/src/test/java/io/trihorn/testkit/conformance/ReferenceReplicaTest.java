package io.trihorn.testkit.conformance;

/** Steps of several replicas, on the interpreter. */
class ReferenceReplicaTest extends ReplicaConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
