package io.trihorn.serving.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls.UnaryMethod;
import io.grpc.stub.StreamObserver;
import io.trihorn.backend.Backends;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.ServedModels;
import io.trihorn.serving.models.ServedVersion;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.ServingException.Reason;
import io.trihorn.serving.models.ServingMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The methods of the protocol.
 *
 * @param models that are asked
 * @param limits of a request
 * @param metrics that count
 * @param threads which write answers
 */
record InferService(ServedModels models, Limits limits, ServingMetrics metrics, Executor threads) {
  private static final Logger LOG = LoggerFactory.getLogger(InferService.class);
  private static final String PROTOCOL = "grpc";
  private static final Duration NO_END = Duration.ofDays(1);

  private static final Map<Reason, Status> STATUS =
      Map.of(
          Reason.INVALID, Status.INVALID_ARGUMENT,
          Reason.UNAUTHORIZED, Status.UNAUTHENTICATED,
          Reason.NOT_FOUND, Status.NOT_FOUND,
          Reason.SLOW, Status.DEADLINE_EXCEEDED,
          Reason.TOO_LARGE, Status.RESOURCE_EXHAUSTED,
          Reason.BUSY, Status.RESOURCE_EXHAUSTED,
          Reason.UNAVAILABLE, Status.UNAVAILABLE,
          Reason.TIMEOUT, Status.DEADLINE_EXCEEDED,
          Reason.CANCELLED, Status.CANCELLED,
          Reason.FAILED, Status.INTERNAL);

  static Status status(ServingException problem) {
    return STATUS.get(problem.reason()).withDescription(problem.getMessage());
  }

  /** All of them by name. */
  Map<String, UnaryMethod<byte[], byte[]>> methods() {
    return Map.of(
        "ServerLive", simple(request -> InferMessages.flag(true)),
        "ServerReady", simple(request -> InferMessages.flag(models.areReady())),
        "ServerMetadata", simple(request -> InferMessages.server(Backends.version())),
        "ModelReady", simple(request -> asked(request, version -> InferMessages.flag(true))),
        "ModelMetadata", simple(request -> asked(request, InferMessages::model)),
        "ModelInfer", this::infer);
  }

  private static UnaryMethod<byte[], byte[]> simple(Function<byte[], byte[]> method) {
    return (request, observer) -> {
      try {
        byte[] answer = method.apply(request);
        observer.onNext(answer);
        observer.onCompleted();
      } catch (RuntimeException e) {
        observer.onError(status(ServingException.of(e)).asRuntimeException());
      }
    };
  }

  private ServedVersion acquire(InferRequest request) {
    return models.acquire(request.model(), request.version().isEmpty() ? null : request.version());
  }

  private byte[] asked(byte[] message, Function<ServedVersion, byte[]> answer) {
    ServedVersion version = acquire(InferRequest.read(message));
    try {
      return answer.apply(version);
    } finally {
      version.release();
    }
  }

  private void infer(byte[] message, StreamObserver<byte[]> observer) {
    long begin = System.nanoTime();
    metrics.begin();
    String[] known = {""};
    CompletableFuture<byte[]> answer;
    try {
      InferRequest request = InferRequest.read(message);
      known[0] = models.get(request.model()).name();
      answer = ask(request, (ServerCallStreamObserver<byte[]>) observer);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete(
        (bytes, failure) -> {
          ServingException problem = failure == null ? null : ServingException.of(failure);
          if (problem == null) {
            observer.onNext(bytes);
            observer.onCompleted();
          } else {
            if (problem.reason() == Reason.FAILED) {
              LOG.warn("model '{}' failed", known[0], problem);
            }
            observer.onError(status(problem).asRuntimeException());
          }
          String outcome =
              problem == null ? "ok" : problem.reason().name().toLowerCase(Locale.ROOT);
          metrics.end(known[0], PROTOCOL, outcome, System.nanoTime() - begin);
        });
  }

  private CompletableFuture<byte[]> ask(
      InferRequest request, ServerCallStreamObserver<byte[]> client) {
    ServedVersion version = acquire(request);
    CompletableFuture<byte[]> answer;
    try {
      List<Integer> wanted = request.wanted(version.signature());
      var outputs = version.predict(request.tensors(version.signature(), limits), patience(), null);
      client.setOnCancelHandler(() -> outputs.cancel(false));
      answer =
          outputs.thenApplyAsync(
              results -> InferMessages.answer(version, request.id(), wanted, results), threads);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.whenComplete((bytes, failure) -> version.release());
  }

  /** How long the client waits. */
  private static Duration patience() {
    Deadline deadline = Context.current().getDeadline();
    return deadline == null
        ? NO_END
        : Duration.ofNanos(Math.max(1, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
  }
}
