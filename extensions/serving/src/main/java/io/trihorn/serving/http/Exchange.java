package io.trihorn.serving.http;

import io.javalin.http.Context;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.ServedModels;
import io.trihorn.serving.models.ServedVersion;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.ServingException.Reason;
import io.trihorn.serving.models.ServingMetrics;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions for models.
 *
 * @param models that are asked
 * @param limits of a request
 * @param metrics that count
 * @param threads which read requests and write answers
 */
record Exchange(ServedModels models, Limits limits, ServingMetrics metrics, Executor threads) {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** Answers a question, later. */
  void answer(Context context, Inference protocol, String model, String version) {
    context.future(() -> answered(context, protocol, model, version));
  }

  private CompletableFuture<?> answered(
      Context context, Inference protocol, String model, String version) {
    long begin = System.nanoTime();
    metrics.begin();
    String[] known = {""};
    CompletableFuture<Answer> answer;
    try {
      known[0] = models.get(model).name();
      answer =
          Body.of(context.req(), limits)
              .thenCompose(body -> ask(context, protocol, model, version, body));
    } catch (IOException | RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.handle(
        (written, failure) -> {
          ServingException problem = failure == null ? null : ServingException.of(failure);
          Reason reason = problem == null ? null : problem.reason();
          if (reason == Reason.FAILED) {
            LOG.warn("model '{}' failed", model, problem);
          }
          write(context, problem == null ? written : Answer.of(problem));
          String outcome = problem == null ? "ok" : reason.name().toLowerCase(Locale.ROOT);
          metrics.end(known[0], protocol.name(), outcome, System.nanoTime() - begin);
          return null;
        });
  }

  private CompletableFuture<Answer> ask(
      Context context, Inference protocol, String model, String version, Body body) {
    ServedVersion asked = models.acquire(model, version);
    CompletableFuture<Answer> written;
    try {
      Inference.Question question =
          protocol.read(asked, body, context.header(OpenProtocol.JSON_LENGTH), limits);
      var outputs = asked.predict(question.inputs(), question.patience());
      written = ClientWatch.over(context.req(), outputs).thenApplyAsync(question.writer(), threads);
    } catch (RuntimeException e) {
      written = CompletableFuture.failedFuture(e);
    }
    return written.whenComplete((result, failure) -> asked.release());
  }

  /** Writes an answer. */
  static void write(Context context, Answer answer) {
    context.status(answer.status()).contentType(answer.contentType());
    answer.headers().forEach(context::header);
    context.result(answer.bytes());
  }
}
