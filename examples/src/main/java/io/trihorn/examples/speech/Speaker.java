package io.trihorn.examples.speech;

import java.io.IOException;

/** Says numbers. */
@FunctionalInterface
public interface Speaker {
  /**
   * Numbers by lot.
   *
   * @param test whether by voices and at speeds that are kept for testing
   * @throws IOException if it has no voice
   */
  Utterances say(int rows, boolean test) throws IOException;
}
