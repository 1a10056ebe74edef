package io.trihorn.examples.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text as words in small letters, and what that leaves out: whether each begins with a capital,
 * and whether a comma or the end of a sentence or a part of one follows.
 *
 * @param words in order
 * @param marks of each, from {@code a} to {@code A.}: a small letter or a capital, then the mark
 */
public record Marks(List<String> words, List<String> marks) {
  private static final Pattern WORD = Pattern.compile("([A-Za-z][A-Za-z']*)\\s*([.,:;!?]?)");

  /** The words of a text. */
  public static Marks of(String text) {
    List<String> words = new ArrayList<>();
    List<String> marks = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.add(word.group(1).toLowerCase(Locale.ROOT));
      String mark = word.group(2).isEmpty() || word.group(2).equals(",") ? word.group(2) : ".";
      marks.add((Character.isUpperCase(word.group(1).charAt(0)) ? "A" : "a") + mark);
    }
    return new Marks(words, marks);
  }

  /**
   * The accuracy on the words from one on of giving each the mark that it mostly has before, and
   * the most frequent mark of all to words that do not occur there.
   */
  public double byWord(int learned) {
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    for (int i = 0; i < learned; i++) {
      counts
          .computeIfAbsent(words.get(i), w -> new HashMap<>())
          .merge(marks.get(i), 1, Integer::sum);
      counts.computeIfAbsent("", w -> new HashMap<>()).merge(marks.get(i), 1, Integer::sum);
    }
    int hits = 0;
    for (int i = learned; i < words.size(); i++) {
      Map<String, Integer> seen = counts.getOrDefault(words.get(i), counts.get(""));
      String most =
          seen.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
      hits += most.equals(marks.get(i)) ? 1 : 0;
    }
    return (double) hits / (words.size() - learned);
  }
}
