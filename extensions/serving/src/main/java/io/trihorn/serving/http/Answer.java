package io.trihorn.serving.http;

import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.ServingException.Reason;
import io.trihorn.serving.tensors.JsonOutput;
import java.util.Map;

/**
 * What a request is answered.
 *
 * @param status HTTP's code
 * @param contentType what the bytes are
 * @param bytes the body
 * @param headers more headers
 */
record Answer(int status, String contentType, byte[] bytes, Map<String, String> headers) {
  static final String JSON = "application/json";

  private static final Map<Reason, Integer> STATUS =
      Map.of(
          Reason.INVALID, 400,
          Reason.UNAUTHORIZED, 401,
          Reason.NOT_FOUND, 404,
          Reason.SLOW, 408,
          Reason.TOO_LARGE, 413,
          Reason.BUSY, 429,
          Reason.CANCELLED, 499,
          Reason.FAILED, 500,
          Reason.UNAVAILABLE, 503,
          Reason.TIMEOUT, 504);

  static Answer json(JsonOutput json) {
    return json(200, json);
  }

  static Answer json(int status, JsonOutput json) {
    return new Answer(status, JSON, json.toBytes(), Map.of());
  }

  /** What a failure is told as, in both protocols. */
  static Answer of(ServingException problem) {
    JsonOutput json =
        new JsonOutput()
            .beginObject()
            .name("error")
            .string(String.valueOf(problem.getMessage()))
            .endObject();
    Reason reason = problem.reason();
    return new Answer(
        STATUS.get(reason),
        JSON,
        json.toBytes(),
        switch (reason) {
          case UNAUTHORIZED -> Map.of("WWW-Authenticate", "Bearer");
          case BUSY, UNAVAILABLE -> Map.of("Retry-After", "1");
          // What is left of the request is not read.
          case SLOW, TOO_LARGE -> Map.of("Connection", "close");
          default -> Map.of();
        });
  }
}
