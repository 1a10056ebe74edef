package io.trihorn.serving.models;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Why a request is not answered; the message says what was expected, what came and what to do. */
public final class ServingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of reason it is. Each protocol has a code for it. */
  public enum Reason {
    /** The request is not as it has to be. */
    INVALID,
    /** The request has no token, or another one. */
    UNAUTHORIZED,
    /** There is no such model, version or address. */
    NOT_FOUND,
    /** The request did not come in time. */
    SLOW,
    /** The request is larger than is allowed. */
    TOO_LARGE,
    /** Too many requests wait for the model already. */
    BUSY,
    /** The server is starting, stopping, or would not be done in time. */
    UNAVAILABLE,
    /** The answer was not there in time. */
    TIMEOUT,
    /** The client is gone. */
    CANCELLED,
    /** Something that the client has no part in. */
    FAILED
  }

  private final Reason reason;

  /** An exception for this reason. */
  public ServingException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * An exception for this reason. It has a stack trace where it has a cause only: others are the
   * client's business, and come in numbers where a server is flooded.
   *
   * @param cause what went wrong, or null
   */
  public ServingException(Reason reason, String message, Throwable cause) {
    super(message, cause, false, cause != null);
    this.reason = reason;
  }

  /** The reason. */
  public Reason reason() {
    return reason;
  }

  /** A request that is not as it has to be. */
  public static ServingException invalid(String message, Object... values) {
    return new ServingException(Reason.INVALID, message.formatted(values));
  }

  /**
   * What a failure says to a client: itself where it is one of these, a reason of its kind where
   * the input is at fault, and otherwise that it failed.
   */
  public static ServingException of(Throwable failure) {
    Throwable problem = failure;
    while (problem instanceof CompletionException && problem.getCause() != null) {
      problem = problem.getCause();
    }
    if (problem instanceof ServingException known) {
      return known;
    }
    if (problem instanceof TimeoutException) {
      return new ServingException(
          Reason.TIMEOUT, "no answer within the time allowed; send fewer requests, or allow more");
    }
    if (problem instanceof CancellationException) {
      return new ServingException(Reason.CANCELLED, "the client has cancelled the request");
    }
    if (problem instanceof OutOfMemoryError) {
      return new ServingException(
          Reason.UNAVAILABLE, "out of memory; try again, or give the server more by -Xmx", problem);
    }
    // What checks inputs says so by these; an engine's trouble is a BackendException.
    if (problem instanceof IllegalArgumentException) {
      return new ServingException(Reason.INVALID, problem.getMessage(), problem);
    }
    return new ServingException(Reason.FAILED, "the model failed: " + problem, problem);
  }

  static ServingException late(Duration budget) {
    return new ServingException(
        Reason.UNAVAILABLE,
        "too much is waiting to answer within %d ms; try again later".formatted(budget.toMillis()));
  }
}
