package io.trihorn.cli.serving;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which batches a server has formed, as its metrics tell.
 *
 * @param batches by the number of rows that they were filled up to
 * @param rows the rows in them, likewise
 */
record BatchSizes(Map<Integer, Double> batches, Map<Integer, Double> rows) {
  private static final int TURNS = 3;
  private static final long TURN = 150_000_000;
  private static final Pattern ROWS =
      Pattern.compile("trihorn_batch_rows_(count|sum)\\{.*size=\"(\\d+)\".*} ([\\d.E+]+)");

  static BatchSizes of(int port) throws IOException, InterruptedException {
    String text =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                BodyHandlers.ofString())
            .body();
    BatchSizes sizes = new BatchSizes(new TreeMap<>(), new TreeMap<>());
    Matcher line = ROWS.matcher(text);
    while (line.find()) {
      Map<Integer, Double> kind = line.group(1).equals("sum") ? sizes.rows : sizes.batches;
      kind.put(Integer.parseInt(line.group(2)), Double.parseDouble(line.group(3)));
    }
    return sizes;
  }

  BatchSizes since(BatchSizes before) {
    return new BatchSizes(less(batches, before.batches), less(rows, before.rows));
  }

  private static Map<Integer, Double> less(Map<Integer, Double> now, Map<Integer, Double> before) {
    Map<Integer, Double> less = new TreeMap<>();
    now.forEach(
        (size, count) -> {
          double more = count - before.getOrDefault(size, 0.0);
          if (more > 0) {
            less.put(size, more);
          }
        });
    return less;
  }

  /** The rows of a batch in the middle. */
  double mean() {
    return sum(rows) / sum(batches);
  }

  private static double sum(Map<Integer, Double> values) {
    return values.values().stream().mapToDouble(v -> v).sum();
  }

  /** The rows in all batches. */
  double total() {
    return sum(rows);
  }

  /**
   * What a model gives by itself.
   *
   * @param rate rows in a second
   * @param cpuMicros processor time of a row
   */
  record Alone(double rate, double cpuMicros) {}

  /** What {@code predictOnBatch} gives for the same batches. */
  Alone alone(Model model, ServedSample sample) {
    Usage whole = new Usage(0, 0);
    for (Map.Entry<Integer, Double> size : batches.entrySet()) {
      double mean = rows.get(size.getKey()) / size.getValue();
      whole = whole.plus(one(model, sample, (int) Math.round(mean)).times(size.getValue()));
    }
    return new Alone(total() / whole.nanos() * 1e9, whole.cpuMicros() / total());
  }

  /** One prediction, by the fastest of some turns. */
  private static Usage one(Model model, ServedSample sample, int count) {
    TensorData input = sample.rows(count, new Random(1));
    for (int i = 0; i < 20; i++) {
      model.predictOnBatch(input);
    }
    Usage best = null;
    for (int turn = 0; turn < TURNS; turn++) {
      Usage begin = Usage.now();
      int times = 0;
      Usage took;
      do {
        model.predictOnBatch(input);
        times++;
        took = Usage.now().since(begin);
      } while (took.nanos() < TURN);
      Usage each = took.times(1.0 / times);
      best = best == null || each.nanos() < best.nanos() ? each : best;
    }
    return best;
  }
}
