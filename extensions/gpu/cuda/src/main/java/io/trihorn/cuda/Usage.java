package io.trihorn.cuda;

import java.util.Locale;
import java.util.Optional;

/**
 * What other processes have of a card.
 *
 * @param usedBytes how much of its memory is taken
 * @param processes how many processes compute on it
 * @param mode who may
 */
public record Usage(long usedBytes, int processes, Mode mode) {
  /** Who may compute on a card. */
  public enum Mode {
    /** Everybody. */
    SHARED,
    /** One process at a time. */
    EXCLUSIVE,
    /** Nobody. */
    PROHIBITED
  }

  /** What is in the way of computing on a card, and what to do; empty if nothing is. */
  Optional<String> problem(Card card) {
    if (mode == Mode.PROHIBITED) {
      return Optional.of(
          "nobody may compute on this card: nvidia-smi -i " + card.index() + " -c 0 lets them.");
    }
    if (processes == 0) {
      return Optional.empty();
    }
    String users = processes == 1 ? "another process uses" : processes + " processes use";
    if (mode == Mode.EXCLUSIVE) {
      return Optional.of(
          users
              + " this card, which takes one at a time: wait, choose another card"
              + " (-Dtrihorn.device=gpu:1), or allow more by nvidia-smi -i "
              + card.index()
              + " -c 0.");
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s this card: %.1f of its %.1f GiB are taken. nvidia-smi says by whom;"
                + " -Dtrihorn.device chooses another card, -Dtrihorn.gpu.memory what Trihorn"
                + " takes.",
            users,
            usedBytes / Card.GIB,
            card.memoryBytes() / Card.GIB));
  }
}
