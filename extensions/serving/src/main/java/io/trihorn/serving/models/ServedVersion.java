package io.trihorn.serving.models;

import io.trihorn.graph.TensorData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A version of a model that answers. Who asks it holds it by {@link ServedModel#acquire}, so that
 * it is not closed before the answer is there.
 */
public final class ServedVersion implements AutoCloseable {
  private final String model;
  private final long number;
  private final Predictor predictor;
  private final VersionMetrics metrics;
  private final Batcher batcher;
  private int holders;
  private boolean retired;

  private ServedVersion(
      String model,
      long number,
      Predictor predictor,
      Batching options,
      int mostRows,
      VersionMetrics metrics) {
    this.model = model;
    this.number = number;
    this.predictor = predictor;
    this.metrics = metrics;
    this.batcher = new Batcher(model + "-" + number, predictor, options, mostRows, metrics);
    metrics.queue(batcher::waiting);
  }

  /**
   * A version, warm.
   *
   * @param predictor to be closed with it
   * @throws RuntimeException if it cannot answer
   */
  static ServedVersion of(
      String model, long number, Predictor predictor, Batching options, ServingMetrics metrics) {
    int mostRows = Warmup.run(predictor, options);
    return new ServedVersion(
        model, number, predictor, options, mostRows, metrics.version(model, Long.toString(number)));
  }

  /** The name of the model. */
  public String model() {
    return model;
  }

  /** The number of the version. */
  public long number() {
    return number;
  }

  /** What the model takes and gives. */
  public Signature signature() {
    return predictor.signature();
  }

  /**
   * Asks for the outputs.
   *
   * @param inputs one for each of the signature, of its type; texts as {@link
   *     io.trihorn.ndarray.Texts#toTensor} has them
   * @param patience how long the client waits at most; the model's budget may be less
   * @param client the connection that it comes from, or null for one that several questions come
   *     from at a time; if nobody else asks, what takes little is computed by the calling thread
   * @return the outputs in the order of the signature; ends in what {@link ServingException#of}
   *     explains. Cancelling it takes the request out of the batch
   * @throws ServingException if the rows of the inputs differ in number, or too much waits already
   */
  public CompletableFuture<List<TensorData>> predict(
      List<InputRows> inputs, Duration patience, Object client) {
    Signature signature = signature();
    if (inputs.size() != signature.inputs().size()) {
      throw ServingException.invalid(
          "model '%s' takes the inputs %s, but got %d",
          model, signature.inputs().stream().map(Port::name).toList(), inputs.size());
    }
    long rows = signature.rowwise() ? inputs.get(0).type().dim(0) : 0;
    for (int i = 0; signature.rowwise() && i < inputs.size(); i++) {
      long other = inputs.get(i).type().dim(0);
      if (other != rows) {
        throw ServingException.invalid(
            "inputs should have as many rows as each other, but '%s' has %d and '%s' has %d",
            signature.inputs().get(0).name(), rows, signature.inputs().get(i).name(), other);
      }
    }
    return batcher.submit(inputs, patience, client);
  }

  /** Whether it may still be asked; if so it must be released. */
  synchronized boolean tryAcquire() {
    if (!retired) {
      holders++;
    }
    return !retired;
  }

  /** Tells that who acquired it has the answer. */
  public synchronized void release() {
    holders--;
    notifyAll();
  }

  /**
   * Takes no more requests, and waits for those that are there to have their answers.
   *
   * @param patience after which it goes on all the same
   * @return whether all were answered
   */
  synchronized boolean retire(Duration patience) throws InterruptedException {
    retired = true;
    long end = System.nanoTime() + patience.toNanos();
    while (holders > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Answers what waits and frees the model. */
  @Override
  public void close() {
    batcher.close();
    predictor.close();
    metrics.remove();
  }
}
