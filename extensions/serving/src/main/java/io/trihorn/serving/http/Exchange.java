package io.trihorn.serving.http;

import io.javalin.http.Context;
import io.trihorn.graph.TensorData;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServedModels;
import io.trihorn.serving.models.ServedVersion;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.ServingException.Reason;
import io.trihorn.serving.models.ServingMetrics;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions for models.
 *
 * @param models that are asked
 * @param limits of a request
 * @param metrics that count
 * @param clients that wait
 * @param threads which read large requests and write large answers
 * @param poll for the next question of a client who asks alone
 */
record Exchange(
    ServedModels models,
    Limits limits,
    ServingMetrics metrics,
    ClientWatches clients,
    Executor threads,
    BusyPoll poll) {
  /** Bytes that are read where they come. */
  private static final int SHORT = 128 << 10;

  /** Elements that are written where they are computed. */
  private static final int FEW = 4 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** Answers a question, later, and in the thread that computes if the answer is short. */
  void answer(Call call, Inference protocol, String model, String version) {
    long begin = System.nanoTime();
    Thread reading = Thread.currentThread();
    metrics.begin();
    String[] known = {""};
    CompletableFuture<Answer> answer;
    try {
      known[0] = models.get(model).name();
      answer =
          Body.of(call.request(), limits)
              .thenCompose(body -> ask(call, protocol, model, version, body));
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete(
        (written, failure) -> {
          ServingException problem = failure == null ? null : ServingException.of(failure);
          Reason reason = problem == null ? null : problem.reason();
          if (reason == Reason.FAILED) {
            LOG.warn("model '{}' failed", model, problem);
          }
          // Counted first: who has the answer may look at what was counted.
          String outcome = problem == null ? "ok" : reason.name().toLowerCase(Locale.ROOT);
          metrics.end(known[0], protocol.name(), outcome, System.nanoTime() - begin);
          call.write(problem == null ? written : Answer.of(problem));
          if (problem == null && Thread.currentThread() == reading) {
            poll.begin();
          }
        });
  }

  private CompletableFuture<Answer> ask(
      Call call, Inference protocol, String model, String version, Body body) {
    ServedVersion asked = models.acquire(model, version);
    CompletableFuture<Answer> written;
    try {
      String told = call.request().getHeaders().get(OpenProtocol.JSON_LENGTH);
      int json = protocol.jsonLength(body, told);
      boolean images = asked.signature().inputs().stream().anyMatch(Port::isImage);
      boolean fast = body.length() <= SHORT && !(images && body.mayHaveFiles(json));
      written =
          fast
              ? predict(call, protocol, asked, body, json)
              : CompletableFuture.supplyAsync(
                      () -> predict(call, protocol, asked, body, json), threads)
                  .thenCompose(Function.identity());
    } catch (RuntimeException e) {
      written = CompletableFuture.failedFuture(e);
    }
    return written.whenComplete((result, failure) -> asked.release());
  }

  private CompletableFuture<Answer> predict(
      Call call, Inference protocol, ServedVersion asked, Body body, int json) {
    Inference.Question question = protocol.read(asked, body, json, limits);
    return clients
        .over(
            call.request(),
            asked.predict(question.inputs(), question.patience(), call.connection()))
        .thenCompose(
            outputs ->
                outputs.stream().mapToLong(TensorData::size).sum() <= FEW
                    ? CompletableFuture.completedFuture(question.writer().apply(outputs))
                    : CompletableFuture.supplyAsync(
                        () -> question.writer().apply(outputs), threads));
  }

  /** Writes an answer of a description. */
  static void write(Context context, Answer answer) {
    context.status(answer.status()).contentType(answer.contentType());
    answer.headers().forEach(context::header);
    context.result(answer.bytes());
  }
}
