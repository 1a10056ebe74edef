package io.trihorn.benchmarks;

/** What a probe asks of a contestant, beside that it runs the model. */
public enum Ability {
  /** Steps of training. */
  TRAIN("runs a file, which cannot be trained"),
  /** It is {@link Fitting}. */
  FIT("has no training loop of its own"),
  /** It is {@link Generating}, and the model keeps a state between steps. */
  GENERATE("has no sampling loop, or the model keeps no state between steps"),
  /** It is {@link Feeding}. */
  FEED("does not tell what its input costs"),
  /** It is {@link Asking}. */
  ASK("has no other way to be asked than its own"),
  /** It is {@link Sharing}. */
  SHARE("has no model that many threads may ask at once"),
  /** It is {@link Opening}. */
  OPEN("keeps no model in a file that starts by itself"),
  /** It is {@link Computing}. */
  COMPUTE("has no arrays");

  private final String lack;

  Ability(String lack) {
    this.lack = lack;
  }

  /** Returns what is said of a contestant that does not have it. */
  public String lack() {
    return lack;
  }
}
