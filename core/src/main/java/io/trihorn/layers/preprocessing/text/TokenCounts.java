package io.trihorn.layers.preprocessing.text;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * How often tokens occur, and in how many documents.
 *
 * @param <T> a token
 */
final class TokenCounts<T> {
  private final Map<T, Long> occurrences = new HashMap<>();
  private final Map<T, Long> documents = new HashMap<>();
  private long documentCount;

  /** Takes in a document. */
  void add(List<T> document) {
    document.forEach(token -> occurrences.merge(token, 1L, Long::sum));
    new HashSet<>(document).forEach(token -> documents.merge(token, 1L, Long::sum));
    documentCount++;
  }

  boolean isEmpty() {
    return occurrences.isEmpty();
  }

  /** Forgets a token. */
  void remove(T token) {
    occurrences.remove(token);
  }

  /** The most frequent tokens; of equally frequent ones the larger comes first. */
  List<T> mostFrequent(long limit, Comparator<T> order) {
    return occurrences.keySet().stream()
        .sorted(Comparator.<T, Long>comparing(occurrences::get).thenComparing(order).reversed())
        .limit(limit)
        .toList();
  }

  /** The inverse document frequency: {@code log(1 + documents / (1 + those with the token))}. */
  double idf(T token) {
    return Math.log(1 + (double) documentCount / (1 + documents.getOrDefault(token, 0L)));
  }
}
