package io.trihorn.cli.serving;

import io.trihorn.backend.Backends;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.cli.serving.ServedSample.Asked;
import io.trihorn.model.Model;
import io.trihorn.saving.files.Folders;
import io.trihorn.serving.InferenceServer;
import io.trihorn.serving.ServerOptions;
import io.trihorn.serving.models.Batching;
import io.trihorn.serving.models.Predictor;
import io.trihorn.testkit.soak.HeldMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts the server under load. */
@Command(
    name = "serve-bench",
    description = {
      "Serves LeNet and a Transformer and asks them by wrk, with 1 to 64 clients, in turns of two"
          + " seconds. After each turn predictOnBatch alone computes the same batches in the same"
          + " process. A share is rows per second of answers that clients got, by rows per second"
          + " of predictOnBatch; that of the turn in the middle counts, and the p99 of the worst"
          + " one. Turns before do not count, until Java has compiled what is called often.",
      "A model that does nothing is asked in each turn too: were a request to take what one of its"
          + " takes, and then what the model alone takes, the share would be the one 'at most'. wrk"
          + " runs on the same processors.",
      "Then with answers that are looked at, one by one; and with a server that is killed. Fails if"
          + " an answer is wrong, one is lost, or the server is slower than it should be."
    })
public final class ServeBenchCommand implements Callable<Integer> {
  /** What a server should reach of what the model does alone. */
  private static final double LEAST = 0.7;

  /** And of what ONNX Runtime's own API does in its place. */
  private static final double LEAST_OF_PLAIN = 0.95;

  private static final long MOST_GROWTH = 64L << 20;
  private static final int TURNS = 3;

  /** Of the server: clients are to be answered, however busy the machine is. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Spec private CommandSpec spec;

  @Option(
      names = "--models",
      split = ",",
      arity = "1",
      description = "lenet, transformer (${DEFAULT-VALUE}).",
      defaultValue = "lenet,transformer")
  private List<String> models;

  @Option(names = "--backend", description = "What computes (${DEFAULT-VALUE}).")
  private String backend = "onnx";

  @Option(
      names = "--clients",
      split = ",",
      arity = "1",
      description = "How many ask at a time (${DEFAULT-VALUE}).",
      defaultValue = "1,4,16,64")
  private List<Integer> clients;

  @Option(names = "--rows", description = "Of a request (${DEFAULT-VALUE}).")
  private int rows = 1;

  @Option(
      names = "--seconds",
      description = "Of each measure, in turns of two; three at least (${DEFAULT-VALUE}).")
  private double seconds = 6;

  @Option(names = "--budget", description = "In milliseconds, for the p99 (${DEFAULT-VALUE}).")
  private int budget = 100;

  @Option(
      names = "--plain",
      description = "Also ONNX Runtime's own API behind the same server, by turns.")
  private boolean plain;

  @Option(
      names = "--busy-poll",
      description =
          "In microseconds, how long the server waits actively for a client who asks alone"
              + " (${DEFAULT-VALUE}).")
  private long poll = new ServerOptions().busyPoll().toNanos() / 1_000;

  @Option(
      names = "--minutes",
      description = "How long every answer is looked at under load (${DEFAULT-VALUE}).")
  private double minutes = 0.1;

  @Option(names = "--kills", description = "How often a server is killed (${DEFAULT-VALUE}).")
  private int kills;

  private boolean failed;

  @Override
  public Integer call() throws Exception {
    Backends.get(backend);
    Path folder = Files.createTempDirectory("serve-bench");
    try {
      for (String name : models) {
        ServedSample sample = ServedSample.valueOf(name.toUpperCase(Locale.ROOT));
        try (Model model = sample.model(backend)) {
          run(sample, model, folder);
          if (kills > 0) {
            Class<?> main = spec.root().userObject().getClass();
            var result = KilledServer.run(main, sample, model, folder, backend, kills);
            say("%s: %s", sample, result);
            failed |= !result.isWell();
          }
        }
      }
    } finally {
      Folders.delete(folder);
    }
    return failed ? 1 : 0;
  }

  private void run(ServedSample sample, Model model, Path folder) throws Exception {
    Batching batching = new Batching().withBudget(PATIENCE);
    ServerOptions options =
        new ServerOptions()
            .withPorts(0, -1)
            .withBatching(batching)
            .withBusyPoll(Duration.of(poll, ChronoUnit.MICROS));
    List<Asked> asked = sample.asked(model, 64, rows);
    try (InferenceServer server = new InferenceServer(options)) {
      // Another one with the same weights, by the seed: the server closes what it serves.
      Model served = sample.model(backend);
      server.serve("model", 1, served);
      server.models().serve("nothing", 1, new NoPredictor(Predictor.of(served).signature()));
      LoadMeter meter = new LoadMeter(server.port(), sample, model, asked.get(0), folder);
      meter.warm();
      for (int count : clients) {
        throughput(meter, count);
      }
      if (plain) {
        beside(sample, model, server, folder, asked.get(0));
      }
      checked(sample, LoadMeter.url(server.port(), "model"), asked);
    }
  }

  private void throughput(LoadMeter meter, int count) throws IOException, InterruptedException {
    int turns = (int) Math.max(TURNS, Math.round(seconds / LoadMeter.TURN));
    LoadTurns load = new LoadTurns(meter.turns(count, turns), rows);
    boolean well = load.share() >= LEAST && load.p99Millis() <= budget && load.errors() == 0;
    failed |= !well;
    say("%s, %2d clients: %s %s", meter.sample(), count, load, well ? "" : "MISSED");
  }

  /** By turns, as a machine is not as fast at all times. */
  private void beside(
      ServedSample sample, Model model, InferenceServer server, Path folder, Asked one)
      throws IOException, InterruptedException {
    Path file = folder.resolve("plain.onnx");
    Onnx.export(model, file);
    try (Predictor ours = Predictor.of(sample.model(backend))) {
      server.models().serve("plain", 1, new PlainPredictor(file, ours.signature()));
    }
    for (int count : clients) {
      double[] best = new double[2];
      for (int turn = 0; turn < TURNS; turn++) {
        best[0] =
            Math.max(
                best[0],
                Wrk.run(folder, LoadMeter.url(server.port(), "model"), one, count, 2).rate());
        best[1] =
            Math.max(
                best[1],
                Wrk.run(folder, LoadMeter.url(server.port(), "plain"), one, count, 2).rate());
      }
      boolean well = best[0] >= LEAST_OF_PLAIN * best[1];
      failed |= !well;
      say(
          "%s, %2d clients: Trihorn %.0f requests/s, plain ONNX Runtime %.0f, %.2f times %s",
          sample, count, best[0], best[1], best[0] / best[1], well ? "" : "MISSED");
    }
    server.models().unload("plain");
  }

  private void checked(ServedSample sample, String url, List<Asked> asked)
      throws InterruptedException {
    long millis = (long) (minutes * TimeUnit.MINUTES.toMillis(1));
    HeldMemory before;
    HeldMemory after;
    CheckedLoad load = new CheckedLoad(url, asked, clients.get(clients.size() - 1));
    try (load) {
      // A tenth first, until everything is loaded that ever is.
      Thread.sleep(millis / 10);
      before = HeldMemory.now();
      Thread.sleep(millis - millis / 10);
      after = HeldMemory.now();
    }
    CheckedLoad.Result result = load.result();
    long lost = result.broken().size() + result.refused() + result.late();
    boolean flat = minutes < 1 || after.isFlat(before, MOST_GROWTH);
    boolean well = flat && result.right() > 0 && result.wrong() == 0 && lost == 0;
    failed |= !well;
    say(
        "%s, every answer looked at for %.1f minutes: %,d right, %d wrong, %d lost; after a tenth"
            + " of the time %s, at the end %s %s",
        sample, minutes, result.right(), result.wrong(), lost, before, after, well ? "" : "MISSED");
  }

  private void say(String line, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, line + "%n", values);
    out.flush();
  }
}
