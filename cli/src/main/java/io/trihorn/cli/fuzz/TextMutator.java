package io.trihorn.cli.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Changes words, numbers and signs of a text such as Caffe's. */
final class TextMutator implements Mutator {
  private static final int MOST_CHANGES = 5;
  private static final int LONGEST_BLOCK = 30;
  private static final Pattern TOKENS =
      Pattern.compile("\\w+(?:\\.\\d+)?|\"[^\"]*\"|'[^']*'|\\s+|\\S");

  @Override
  public byte[] mutate(byte[] file, RandomGenerator random) {
    List<String> tokens = new ArrayList<>();
    TOKENS
        .matcher(new String(file, StandardCharsets.UTF_8))
        .results()
        .map(MatchResult::group)
        .forEach(tokens::add);
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes && !tokens.isEmpty(); i++) {
      change(tokens, random.nextInt(tokens.size()), random);
    }
    return String.join("", tokens).getBytes(StandardCharsets.UTF_8);
  }

  private static void change(List<String> tokens, int at, RandomGenerator random) {
    int other = random.nextInt(tokens.size());
    int end = Math.min(tokens.size(), at + 1 + random.nextInt(LONGEST_BLOCK));
    switch (random.nextInt(20)) {
      case 0 -> tokens.subList(at, tokens.size()).clear();
      case 1 -> tokens.remove(at);
      case 2 -> tokens.subList(at, end).clear();
      case 3 -> tokens.addAll(at, List.copyOf(tokens.subList(at, end)));
      case 4 -> Collections.swap(tokens, at, other);
      default -> replace(tokens, at, other, random);
    }
  }

  /** The next token of the kind of another one becomes that one; a number any of them. */
  private static void replace(List<String> tokens, int from, int other, RandomGenerator random) {
    String by = tokens.get(other);
    boolean number = random.nextBoolean();
    for (int at = from; at < tokens.size(); at++) {
      char kind = kind(tokens.get(at));
      if (number && kind == '0') {
        // Which JSON does not have.
        tokens.set(at, random.nextInt(15) == 0 ? "nan" : ExtremeNumbers.any(random));
        return;
      }
      if (!number && kind == kind(by) && !by.isBlank()) {
        tokens.set(at, by);
        return;
      }
    }
  }

  private static char kind(String token) {
    char first = token.charAt(0);
    return Character.isDigit(first) ? '0' : Character.isLetter(first) ? 'a' : first;
  }
}
