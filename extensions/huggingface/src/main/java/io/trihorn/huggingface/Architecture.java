package io.trihorn.huggingface;

import io.trihorn.model.Model;
import io.trihorn.saving.WeightTable;
import java.util.Set;

/** A {@code model_type}: a network of Keras layers, and what its weights are called. */
interface Architecture {
  /**
   * What checkpoints of models with a head have before all names of the body, with its dot; absent
   * from those of the body alone.
   */
  String prefix();

  /** How many layers there are, each of which has tensors of its own. */
  int depth(ModelConfig config);

  /**
   * The network, whose weights are not set.
   *
   * @param tensors the names in the file, without the prefix
   */
  Model build(ModelConfig config, Set<String> tensors);

  /**
   * Its weights in the file.
   *
   * @param prefix what names have before them in this file; empty or {@link #prefix}
   */
  WeightTable table(ModelConfig config, Model model, String prefix);
}
