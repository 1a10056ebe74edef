package io.trihorn.benchmarks;

import com.google.gson.Gson;
import java.util.Map;

/**
 * How driver and child talk: the driver writes one command a line, the child answers each with one
 * line that carries a mark, because engines print to standard output as they like.
 */
final class Wire {
  /**
   * A child's answer.
   *
   * @param error what went wrong, or null
   * @param text an answer in words, or null
   * @param numbers an answer in named numbers
   */
  record Reply(String error, String text, Map<String, Double> numbers) {
    static Reply of(Map<String, Double> numbers) {
      return new Reply(null, null, numbers);
    }

    static Reply of(String text) {
      return new Reply(null, text, Map.of());
    }

    double number(String name) {
      return numbers.get(name);
    }
  }

  private static final String MARK = "@bench ";
  private static final Gson GSON = new Gson();

  private Wire() {}

  static String write(Reply reply) {
    return "\n" + MARK + GSON.toJson(reply);
  }

  /** Returns the reply that a line carries, or null if it is an engine's chatter. */
  static Reply read(String line) {
    int start = line.indexOf(MARK);
    return start < 0 ? null : GSON.fromJson(line.substring(start + MARK.length()), Reply.class);
  }
}
