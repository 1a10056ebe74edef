package io.trihorn.examples;

import io.trihorn.examples.data.Data;
import java.io.IOException;

/** A program that trains on a data set and says how well. */
@FunctionalInterface
public interface Example {
  /**
   * Runs on the backend that configuration chooses.
   *
   * @param epochs passes over the data
   * @return the figure it reaches
   * @throws IOException if the data are not there or damaged
   */
  double run(Data data, int epochs) throws IOException;
}
