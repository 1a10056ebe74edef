package io.trihorn.tribuo;

import io.trihorn.model.Model;
import org.tribuo.classification.Label;

/**
 * Trains models that predict labels; the model's loss is {@code sparse_categorical_crossentropy},
 * and it gives a probability for each label.
 */
public final class TrihornClassifier extends TrihornTrainer<Label> {
  /** One whose attributes come from Tribuo's configuration. */
  private TrihornClassifier() {}

  /**
   * Trains copies of a model.
   *
   * @param model compiled; its own weights stay as they are
   * @param epochs passes over the examples
   */
  public TrihornClassifier(Model model, int epochs) {
    super(model, epochs);
  }

  @Override
  Outputs<Label> outputs() {
    return new Outputs.Labels();
  }
}
