package io.trihorn.benchmarks;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

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
      Double ratio,
      Double cpuMedian,
      Double cpuRatio,
      String reference,
      List<Double> rounds,
      List<Double> cpuRounds) {}

  /** Returns the results as aligned text, for each model one block per measure. */
  public String table() {
    StringBuilder text = new StringBuilder();
    results.stream().map(Result::model).distinct().forEach(model -> addModel(text, model));
    return text.toString();
  }

  /** Returns where it was measured, with which settings, and what went wrong, a line each. */
  public String notes() {
    StringBuilder text = new StringBuilder();
    machine.forEach((name, words) -> text.append(name).append(": ").append(words).append('\n'));
    settings.forEach((name, words) -> text.append(name).append(": ").append(words).append('\n'));
    failures.forEach(
        (name, words) ->
            text.append("FAILED ").append(name).append(": ").append(words).append('\n'));
    return text.toString();
  }

  private void addModel(StringBuilder text, String model) {
    List<Result> ofModel = results.stream().filter(r -> r.model().equals(model)).toList();
    text.append(model).append(": ").append(Workloads.named(model).definition()).append('\n');
    for (String measure : ofModel.stream().map(Result::measure).distinct().toList()) {
      List<Result> rows = ofModel.stream().filter(r -> r.measure().equals(measure)).toList();
      text.append(
          String.format(
              Locale.ROOT, "  %-28s %10s %8s %10s %8s%n", measure, "", "ratio", "cpu", "ratio"));
      rows.forEach(row -> text.append(line(row)));
      ahead(rows).ifPresent(text::append);
    }
    text.append('\n');
  }

  private String line(Result result) {
    return String.format(
        Locale.ROOT,
        "    %-26s %7s %-3s %7s %7s %-3s %7s%n",
        result.contestant(),
        number(result.median(), ""),
        result.unit(),
        number(ratio(result, Result::median), "x"),
        number(result.cpuMedian(), ""),
        Double.isNaN(result.cpuMedian()) ? "" : result.unit(),
        number(ratio(result, Result::cpuMedian), "x"));
  }

  /**
   * How the best of Trihorn's backends compares with the best of all others; both must be there.
   */
  private static Optional<String> ahead(List<Result> rows) {
    return best(rows, true)
        .flatMap(
            ours ->
                best(rows, false)
                    .map(
                        other ->
                            String.format(
                                Locale.ROOT,
                                "    best : best other = %.2f (%s : %s)%n",
                                ours.median() / other.median(),
                                ours.contestant(),
                                other.contestant())));
  }

  private static Optional<Result> best(List<Result> rows, boolean ours) {
    return rows.stream()
        .filter(row -> Entrants.isOurs(row.contestant()) == ours)
        .min(Comparator.comparingDouble(Result::median));
  }

  private static String number(double value, String suffix) {
    if (Double.isNaN(value)) {
      return "";
    }
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value) + suffix;
  }

  /** Returns a number of a result divided by the reference's, NaN without a reference. */
  private double ratio(Result result, ToDoubleFunction<Result> number) {
    return reference(result)
        .map(other -> number.applyAsDouble(result) / number.applyAsDouble(other))
        .orElse(Double.NaN);
  }

  private Optional<Result> reference(Result result) {
    List<Result> alike =
        results.stream()
            .filter(other -> other.model().equals(result.model()))
            .filter(other -> other.measure().equals(result.measure()))
            .toList();
    return Entrants.REFERENCES.stream()
        .map(
            name ->
                alike.stream()
                    .filter(other -> Entrants.isVariant(other.contestant(), name))
                    .min(Comparator.comparingDouble(Result::median)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Returns the results as JSON, every round included. */
  public String json() {
    List<Line> lines = new ArrayList<>();
    for (Result result : results) {
      lines.add(
          new Line(
              result.model(),
              result.contestant(),
              result.measure(),
              result.unit(),
              result.median(),
              orNull(ratio(result, Result::median)),
              orNull(result.cpuMedian()),
              orNull(ratio(result, Result::cpuMedian)),
              reference(result).map(Result::contestant).orElse(null),
              result.rounds(),
              result.cpuRounds()));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine);
    all.put("settings", settings);
    all.put("results", lines);
    all.put("failures", failures);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n";
  }

  /** JSON has no NaN. */
  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
