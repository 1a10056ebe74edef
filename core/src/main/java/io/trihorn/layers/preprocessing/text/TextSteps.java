package io.trihorn.layers.preprocessing.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The steps from a text to tokens, by Keras's names; they do what TensorFlow's functions do. */
final class TextSteps {
  private static final Pattern PUNCTUATION =
      Pattern.compile("[!\"#$%&()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~']");
  private static final Pattern SPACE = Pattern.compile("[ \\t\\n\\x0B\\f\\r]+");

  /** What is done to a text first. */
  static final Map<String, UnaryOperator<String>> STANDARDIZE =
      Map.of(
          "lower", TextSteps::lower,
          "strip_punctuation", TextSteps::strip,
          "lower_and_strip_punctuation", text -> strip(lower(text)));

  /** How it is cut into tokens. */
  static final Map<String, Function<String, List<String>>> SPLIT =
      Map.of("whitespace", TextSteps::words, "character", TextSteps::characters);

  private TextSteps() {}

  /** Only the letters of ASCII become small, as TensorFlow does it. */
  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return lower.toString();
  }

  private static String strip(String text) {
    return PUNCTUATION.matcher(text).replaceAll("");
  }

  private static List<String> words(String text) {
    return Arrays.stream(SPACE.split(text)).filter(word -> !word.isEmpty()).toList();
  }

  private static List<String> characters(String text) {
    return text.codePoints().mapToObj(Character::toString).toList();
  }

  /** Runs of tokens joined by spaces: all runs of the first length, then of the second. */
  static List<String> ngrams(List<String> tokens, List<Integer> lengths) {
    List<String> all = new ArrayList<>();
    for (int length : lengths) {
      for (int i = 0; i + length <= tokens.size(); i++) {
        all.add(String.join(" ", tokens.subList(i, i + length)));
      }
    }
    return all;
  }
}
