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

  /** The rows in a second that {@code predictOnBatch} alone gives for the same batches. */
  double alone(Model model, ServedSample sample) {
    double nanos = 0;
    for (Map.Entry<Integer, Double> size : batches.entrySet()) {
      double mean = rows.get(size.getKey()) / size.getValue();
      nanos += size.getValue() * nanos(model, sample, (int) Math.round(mean));
    }
    return sum(rows) / nanos * 1e9;
  }

  private static double nanos(Model model, ServedSample sample, int rows) {
    TensorData input = sample.rows(rows, new Random(1));
    for (int i = 0; i < 20; i++) {
      model.predictOnBatch(input);
    }
    long begin = System.nanoTime();
    long times = 0;
    long now = begin;
    while (now - begin < 300_000_000L) {
      model.predictOnBatch(input);
      times++;
      now = System.nanoTime();
    }
    return (double) (now - begin) / times;
  }
}
