package io.trihorn.serving;

import io.trihorn.model.Model;
import io.trihorn.serving.grpc.GrpcServer;
import io.trihorn.serving.http.HttpServer;
import io.trihorn.serving.models.BearerToken;
import io.trihorn.serving.models.ModelFolder;
import io.trihorn.serving.models.ModelReader;
import io.trihorn.serving.models.ServedModels;
import io.trihorn.serving.models.ServingMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that answers clients of KServe's Open Inference Protocol and of TensorFlow Serving's
 * REST, with the models that it is given.
 *
 * <pre>{@code
 * try (InferenceServer server = new InferenceServer(new ServerOptions())) {
 *   server.serve("lenet", 1, model);
 *   ...
 * }
 * }</pre>
 */
public final class InferenceServer implements AutoCloseable {
  private final ServingMetrics metrics = new ServingMetrics();
  private final ServedModels models;
  private final HttpServer http;
  private final GrpcServer grpc;
  private final List<ModelFolder> folders = new CopyOnWriteArrayList<>();

  /**
   * A server, listening, without models.
   *
   * @throws IOException if it cannot listen there, or the files of TLS cannot be read
   */
  public InferenceServer(ServerOptions options) throws IOException {
    models = new ServedModels(options.batching(), options.grace(), metrics);
    BearerToken token = new BearerToken(options.token());
    http =
        new HttpServer(
            options.host(),
            options.port(),
            options.tls(),
            token,
            options.limits(),
            models,
            metrics,
            options.grace(),
            options.busyPoll());
    try {
      grpc =
          options.grpcPort() < 0
              ? null
              : new GrpcServer(
                  options.host(),
                  options.grpcPort(),
                  options.tls(),
                  token,
                  options.limits(),
                  models,
                  metrics,
                  options.grace());
    } catch (IOException e) {
      http.close();
      metrics.close();
      throw e;
    }
  }

  /** The port for HTTP. */
  public int port() {
    return http.port();
  }

  /** The port for gRPC; -1 where there is none. */
  public int grpcPort() {
    return grpc == null ? -1 : grpc.port();
  }

  /** The models, to add to or take from. */
  public ServedModels models() {
    return models;
  }

  /**
   * Serves a model, warmed up before; the version before is closed after its last answer.
   *
   * @param name by which clients know it
   * @param version its number
   * @param model to be closed by the server
   * @throws RuntimeException if it cannot answer
   */
  public void serve(String name, long version, Model model) {
    models.serve(name, version, model);
  }

  /**
   * Serves the models of a folder {@code NAME/NUMBER/}, always the highest version of each, and
   * what comes to be there later.
   *
   * @param reader reads their files; {@link ModelReader#readAny} for all that the backends on the
   *     class path can
   * @param interval how often it is looked at
   * @throws IOException if there is no such folder
   */
  public void watch(Path folder, ModelReader reader, Duration interval) throws IOException {
    folders.add(new ModelFolder(folder, models, reader, interval));
  }

  /** Takes no more requests, answers those that are there, and frees everything. */
  @Override
  public void close() {
    models.stop();
    folders.forEach(ModelFolder::close);
    http.close();
    if (grpc != null) {
      grpc.close();
    }
    models.close();
    metrics.close();
  }
}
