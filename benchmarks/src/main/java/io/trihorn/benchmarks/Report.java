package io.trihorn.benchmarks;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Everything that one run measured, as a table and as JSON. Absolute numbers belong to the machine
 * and the minute; the ratios to the reference are what to quote.
 *
 * @param machine where it ran
 * @param settings of each contestant, by name
 * @param results in order of measurement
 * @param failures what went wrong, by "model contestant"
 */
public record Report(
    Map<String, String> machine,
    Map<String, String> settings,
    List<Result> results,
    Map<String, String> failures) {

  /** A result as it stands in the JSON, where the derived numbers are wanted too. */
  private record Line(
      String model,
      String contestant,
      String measure,
      String unit,
      double median,
      Double ratioToReference,
      List<Double> rounds) {}

  /** Returns the results as aligned text, one block for each model. */
  public String table() {
    Map<String, Map<String, List<Result>>> blocks = new LinkedHashMap<>();
    for (Result result : results) {
      blocks
          .computeIfAbsent(result.model(), key -> new LinkedHashMap<>())
          .computeIfAbsent(result.contestant(), key -> new ArrayList<>())
          .add(result);
    }
    StringBuilder text = new StringBuilder();
    blocks.forEach(
        (model, rows) -> {
          text.append(model)
              .append("  (")
              .append(Workloads.named(model).definition())
              .append(")\n");
          rows.forEach((name, row) -> row.forEach(result -> text.append(line(result))));
          text.append('\n');
        });
    settings.forEach((name, words) -> text.append(name).append(": ").append(words).append('\n'));
    failures.forEach(
        (name, words) ->
            text.append("FAILED ").append(name).append(": ").append(words).append('\n'));
    return text.toString();
  }

  private String line(Result result) {
    OptionalDouble ratio = ratio(result);
    return String.format(
        Locale.ROOT,
        "  %-24s %-24s %10.3f %-4s%s%n",
        result.contestant(),
        result.measure(),
        result.median(),
        result.unit(),
        ratio.isPresent()
            ? String.format(Locale.ROOT, " %6.2fx %s", ratio.getAsDouble(), Entrants.REFERENCE)
            : "");
  }

  /** Returns the median divided by the reference's, if that was measured too. */
  private OptionalDouble ratio(Result result) {
    return results.stream()
        .filter(other -> other.contestant().equals(Entrants.REFERENCE))
        .filter(other -> other.model().equals(result.model()))
        .filter(other -> other.measure().equals(result.measure()))
        .mapToDouble(other -> result.median() / other.median())
        .findFirst();
  }

  /** Returns the results as JSON, every round included. */
  public String json() {
    List<Line> lines = new ArrayList<>();
    for (Result result : results) {
      OptionalDouble ratio = ratio(result);
      lines.add(
          new Line(
              result.model(),
              result.contestant(),
              result.measure(),
              result.unit(),
              result.median(),
              ratio.isPresent() ? ratio.getAsDouble() : null,
              result.rounds()));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine);
    all.put("settings", settings);
    all.put("reference", Entrants.REFERENCE);
    all.put("results", lines);
    all.put("failures", failures);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n";
  }
}
