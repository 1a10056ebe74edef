package io.trihorn.cli.serving;

import io.trihorn.cli.serving.ServedSample.Asked;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Puts a server of this process under load, and the model alone, by turns. */
final class LoadMeter {
  /** Seconds of the server in a turn. */
  static final double TURN = 2;

  /** The share of a turn's time that Java may compile in when measuring begins. */
  private static final double COMPILED = 0.05;

  private static final int MOST_WARM_TURNS = 20;
  private static final int WARM_CLIENTS = 16;
  private static final int WARM_BATCHES = 20;

  private final int port;
  private final ServedSample sample;
  private final Model model;
  private final Asked asked;
  private final Path folder;
  private final Map<Integer, TensorData> inputs = new HashMap<>();

  /**
   * A meter.
   *
   * @param port of a server that serves the same as "model", and as "nothing" what does nothing
   * @param model by itself
   * @param asked by clients
   * @param folder for what wrk reads and writes
   */
  LoadMeter(int port, ServedSample sample, Model model, Asked asked, Path folder) {
    this.port = port;
    this.sample = sample;
    this.model = model;
    this.asked = asked;
    this.folder = folder;
  }

  ServedSample sample() {
    return sample;
  }

  static String url(int port, String name) {
    return "http://127.0.0.1:" + port + "/v2/models/" + name + "/infer";
  }

  /** Turns that do not count, until Java has compiled what is called often. */
  void warm() throws IOException, InterruptedException {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    long compiled;
    int turns = 0;
    do {
      compiled = compiler.getTotalCompilationTime();
      turn(WARM_CLIENTS);
      turns++;
    } while (turns < MOST_WARM_TURNS
        && compiler.getTotalCompilationTime() - compiled > COMPILED * TURN * 1_000);
  }

  /** Turns with this many clients. */
  List<LoadTurn> turns(int clients, int count) throws IOException, InterruptedException {
    List<LoadTurn> turns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      turns.add(turn(clients));
    }
    return turns;
  }

  private LoadTurn turn(int clients) throws IOException, InterruptedException {
    BatchSizes before = BatchSizes.of(port);
    Usage begin = Usage.now();
    Wrk wrk = Wrk.run(folder, url(port, "model"), asked, clients, TURN);
    Usage served = Usage.now().since(begin);
    BatchSizes formed = BatchSizes.of(port).since(before);
    double nothing = Wrk.run(folder, url(port, "nothing"), asked, clients, 1).rate();
    return new LoadTurn(wrk, formed, served, alone(formed), nothing);
  }

  /** Predicts batches of as many rows as those. */
  private Usage alone(BatchSizes formed) {
    List<TensorData> batches =
        formed.mixed().stream().map(rows -> inputs.computeIfAbsent(rows, this::ready)).toList();
    Usage begin = Usage.now();
    batches.forEach(model::predictOnBatch);
    return Usage.now().since(begin);
  }

  /** Rows that the model has compiled a program for. */
  private TensorData ready(int rows) {
    TensorData input = sample.rows(rows, new Random(1));
    for (int i = 0; i < WARM_BATCHES; i++) {
      model.predictOnBatch(input);
    }
    return input;
  }
}
