package io.trihorn.saving;

/**
 * How weights are loaded.
 *
 * @param byName whether layers are matched by their names instead of their places
 * @param skipMismatch whether a layer whose weights have other numbers or shapes is left as it is
 */
public record LoadWeights(boolean byName, boolean skipMismatch) {
  /** By places, and every weight must match. */
  public static final LoadWeights DEFAULT = new LoadWeights(false, false);

  /** These options, layers matched by name. */
  public LoadWeights matchingNames() {
    return new LoadWeights(true, skipMismatch);
  }

  /** These options, layers that do not match left as they are. */
  public LoadWeights skippingMismatch() {
    return new LoadWeights(byName, true);
  }
}
