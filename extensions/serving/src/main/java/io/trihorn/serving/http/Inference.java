package io.trihorn.serving.http;

import io.trihorn.graph.TensorData;
import io.trihorn.serving.models.InputRows;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.ServedVersion;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A protocol by which models are asked over HTTP. */
interface Inference {
  /** Its name, for metrics. */
  String name();

  /**
   * How much of a body is JSON.
   *
   * @param told what {@code Inference-Header-Content-Length} says of it; null where it says nothing
   * @throws io.trihorn.serving.models.ServingException if it says what cannot be
   */
  int jsonLength(Body body, String told);

  /**
   * Reads a request.
   *
   * @param jsonLength how much of the body is JSON
   * @throws io.trihorn.serving.models.ServingException if it is not as it has to be
   */
  Question read(ServedVersion version, Body body, int jsonLength, Limits limits);

  /**
   * What is asked.
   *
   * @param inputs of the model
   * @param patience how long the client waits
   * @param writer writes the answer for the model's outputs
   */
  record Question(
      List<InputRows> inputs, Duration patience, Function<List<TensorData>, Answer> writer) {
    /** As long as the server does. */
    static final Duration NO_END = Duration.ofDays(1);
  }
}
