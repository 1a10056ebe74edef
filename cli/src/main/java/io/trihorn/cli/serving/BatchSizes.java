package io.trihorn.cli.serving;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
      Pattern.compile(
          "trihorn_batch_rows_(count|sum)\\{model=\"model\",.*size=\"(\\d+)\".*} ([\\d.E+]+)");

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

  /** The rows of each batch, those of one size as many as they are in the middle; in no order. */
  List<Integer> mixed() {
    List<Integer> mixed = new ArrayList<>();
    batches.forEach(
        (size, count) -> {
          int mean = (int) Math.round(rows.get(size) / count);
          mixed.addAll(Collections.nCopies(count.intValue(), mean));
        });
    Collections.shuffle(mixed, new Random(1));
    return mixed;
  }
}
