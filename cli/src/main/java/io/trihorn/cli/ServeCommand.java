package io.trihorn.cli;

import io.trihorn.backend.Backends;
import io.trihorn.serving.InferenceServer;
import io.trihorn.serving.ServerOptions;
import io.trihorn.serving.models.ModelReader;
import io.trihorn.serving.models.ServedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves models over HTTP and gRPC. */
@Command(
    name = "serve",
    description = {
      "Serves models: KServe's Open Inference Protocol over HTTP and gRPC, TensorFlow Serving's REST.",
      "Ends by Ctrl-C or SIGTERM, when the last request is answered."
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      arity = "1..*",
      description =
          "A file, served by its name or by NAME in NAME=FILE; or a folder of NAME/NUMBER/FILE, of"
              + " which the highest version is served and new ones are noticed.")
  private List<String> models = List.of();

  @Mixin private ServerFlags flags = new ServerFlags();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "dl4j, tensorflow, onnx or reference; by default what configuration says.")
  private String backend;

  @Option(
      names = "--look",
      paramLabel = "SECONDS",
      description = "How often folders are looked at (${DEFAULT-VALUE}).")
  private double look = 2;

  @Override
  public Integer call() throws Exception {
    if (backend != null) {
      Backends.setDefault(backend);
    }
    ServerOptions options = flags.options();
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    // The process lives as long as this thread does.
    Thread stop = new Thread(() -> stop(stopped, closed), "stop");
    try (InferenceServer server = new InferenceServer(options)) {
      models.stream().filter(m -> !isFolder(m)).forEach(m -> server.models().announce(name(m)));
      for (String model : models) {
        serve(server, model);
      }
      say("serving at %s", flags.address(server.port()));
      if (server.grpcPort() >= 0) {
        say("and by gRPC at port %d", server.grpcPort());
      }
      Runtime.getRuntime().addShutdownHook(stop);
      stopped.await();
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private static void stop(CountDownLatch stopped, CountDownLatch closed) {
    stopped.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(InferenceServer server, String model) throws IOException {
    ModelReader reader = file -> ModelFiles.read(file, new InputFlags());
    Path path = path(model);
    if (isFolder(model)) {
      if (model.indexOf('=') >= 0) {
        throw new IOException(model + ": the models of a folder have their own names");
      }
      server.watch(path, reader, Duration.ofMillis((long) (1_000 * look)));
      say("watching %s: %s", path, server.models().all().stream().map(ServedModel::name).toList());
    } else {
      server.serve(name(model), 1, reader.read(path));
      say("%s as %s", path, name(model));
    }
  }

  private static Path path(String model) {
    return Path.of(model.substring(model.indexOf('=') + 1));
  }

  private static boolean isFolder(String model) {
    Path path = path(model);
    return Files.isDirectory(path) && !Files.exists(path.resolve("saved_model.pb"));
  }

  /** What was given, or that of the file without its ending. */
  private static String name(String model) {
    int equals = model.indexOf('=');
    if (equals >= 0) {
      return model.substring(0, equals);
    }
    String name = path(model).toAbsolutePath().normalize().getFileName().toString();
    int ending = name.lastIndexOf('.');
    return ending > 0 ? name.substring(0, ending) : name;
  }

  private void say(String line, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(line + "%n", values);
    out.flush();
  }
}
