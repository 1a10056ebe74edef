package io.trihorn.cuda;

import java.util.List;

/**
 * NVIDIA's driver.
 *
 * @param cuda the newest CUDA that it runs
 * @param cards the cards, in CUDA's order
 */
public record Driver(Version cuda, List<Card> cards) {
  /** Copies the list. */
  public Driver {
    cards = List.copyOf(cards);
  }
}
