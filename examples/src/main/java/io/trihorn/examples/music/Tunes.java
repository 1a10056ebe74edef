package io.trihorn.examples.music;

import io.trihorn.examples.text.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Books of tunes as tokens, a tune after the other, each with its metre and key before its notes.
 *
 * @param train to learn from
 * @param test to be judged by
 */
public record Tunes(Tokens train, Tokens test) {
  /** The tunes of a directory; every n-th, beginning with the first, is for testing. */
  public static Tunes read(Path directory, int n) throws IOException {
    List<Tune> tunes = Tune.read(directory);
    List<String> train = new ArrayList<>();
    List<String> test = new ArrayList<>();
    for (int i = 0; i < tunes.size(); i++) {
      (i % n == 0 ? test : train).addAll(tunes.get(i).tokens());
    }
    int learned = train.size();
    train.addAll(test);
    Tokens all = Tokens.of(train);
    return new Tunes(all.part(0, learned), all.part(learned, train.size()));
  }

  /** Whether a token is the metre and key that a tune begins with. */
  public boolean isHead(int token) {
    return Tune.isHead(train.kinds().get(token));
  }

  /** The tune of these tokens. */
  public Tune tune(int head, List<Integer> words) {
    return new Tune(train.kinds().get(head), words.stream().map(train.kinds()::get).toList());
  }
}
