package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run over reference data found.
 *
 * @param backend the backend's name
 * @param kinds one entry for each kind
 */
public record GoldenReport(String backend, List<Kind> kinds) {
  /** Copies the list. */
  public GoldenReport {
    kinds = List.copyOf(kinds);
  }

  /** What became of a case. */
  public enum Status {
    /** All results agree. */
    PASSED,
    /** Some result differs, or the case broke. */
    FAILED,
    /** The case is about something that is not known here. */
    UNSUPPORTED,
    /** Keras does not do what it promises, and Trihorn does. */
    DEVIATES
  }

  /**
   * One case.
   *
   * @param name its name
   * @param group what it is about
   * @param status what became of it
   * @param problems what is wrong, or what is not known
   * @param worst the largest difference, as a multiple of what is allowed
   */
  public record Result(
      String name, String group, Status status, List<String> problems, double worst) {
    /** Copies the list. */
    public Result {
      problems = List.copyOf(problems);
    }
  }

  /**
   * All cases of one kind.
   *
   * @param name the kind
   * @param results one for each case
   */
  public record Kind(String name, List<Result> results) {
    /** Copies the list. */
    public Kind {
      results = List.copyOf(results);
    }

    /** How many cases ended in a certain way. */
    public long count(Status status) {
      return results.stream().filter(r -> r.status() == status).count();
    }

    /** How many cases ended in which way, in words. */
    public String counts() {
      long deviating = count(Status.DEVIATES);
      return String.format(
          "%d passed, %d failed, %d unsupported%s",
          count(Status.PASSED),
          count(Status.FAILED),
          count(Status.UNSUPPORTED),
          deviating == 0 ? "" : ", " + deviating + " deviate");
    }
  }

  /** Whether nothing failed. */
  public boolean passed() {
    return kinds.stream().allMatch(k -> k.count(Status.FAILED) == 0);
  }

  /** The report as JSON: for each kind the counts, the counts by group, and each failure. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("backend", backend);
    JsonObject byKind = new JsonObject();
    kinds.forEach(kind -> byKind.add(kind.name(), toJson(kind)));
    json.add("kinds", byKind);
    return json;
  }

  private static JsonObject toJson(Kind kind) {
    JsonObject json = counts(kind);
    Map<String, List<Result>> groups =
        kind.results().stream()
            .collect(Collectors.groupingBy(Result::group, TreeMap::new, Collectors.toList()));
    JsonObject byGroup = new JsonObject();
    groups.forEach((group, results) -> byGroup.add(group, counts(new Kind(group, results))));
    json.add("groups", byGroup);
    json.add("failures", listed(kind, Status.FAILED));
    json.add("unsupported_cases", listed(kind, Status.UNSUPPORTED));
    json.add("deviating_cases", listed(kind, Status.DEVIATES));
    return json;
  }

  private static JsonObject counts(Kind kind) {
    JsonObject json = new JsonObject();
    json.addProperty("passed", kind.count(Status.PASSED));
    json.addProperty("failed", kind.count(Status.FAILED));
    json.addProperty("unsupported", kind.count(Status.UNSUPPORTED));
    json.addProperty("deviate", kind.count(Status.DEVIATES));
    return json;
  }

  private static JsonArray listed(Kind kind, Status status) {
    JsonArray array = new JsonArray();
    for (Result result : kind.results()) {
      if (result.status() == status) {
        JsonObject json = new JsonObject();
        json.addProperty("case", result.name());
        json.addProperty("worst", Double.isFinite(result.worst()) ? result.worst() : null);
        JsonArray problems = new JsonArray();
        result.problems().forEach(p -> problems.add(new JsonPrimitive(p)));
        json.add("problems", problems);
        array.add(json);
      }
    }
    return array;
  }

  /** A few lines for people: the counts of each kind. */
  public String summary() {
    return kinds.stream().map(k -> k.name() + ": " + k.counts()).collect(Collectors.joining("\n"));
  }

  /** How many cases of all kinds ended in which way. */
  public String total() {
    return new Kind("all", kinds.stream().flatMap(k -> k.results().stream()).toList()).counts();
  }
}
