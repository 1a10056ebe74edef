package io.trihorn.cuda;

import java.util.List;

/**
 * NVIDIA's driver.
 *
 * @param release its own version; empty where its library for that is missing
 * @param cuda the newest CUDA that it runs
 * @param cards the cards, in CUDA's order
 */
public record Driver(String release, Version cuda, List<Card> cards) {
  /** Copies the list. */
  public Driver {
    cards = List.copyOf(cards);
  }

  /** A card of its with what it is, in words. */
  public String describe(Card card) {
    return card.description() + ", " + this;
  }

  @Override
  public String toString() {
    return (release.isEmpty() ? "driver" : "driver " + release) + " for CUDA up to " + cuda;
  }
}
