package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.RematConformance;

class Dl4jRematTest extends RematConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
