package io.trihorn.web;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.model.Model;
import java.util.HashMap;
import java.util.Map;

/**
 * Where masks go in a model: what TensorFlow.js does with one is not for all layers what Keras
 * does.
 */
final class Masks {
  private final Problems problems;
  private final Map<LayerCall, Boolean> made = new HashMap<>();

  private Masks(Problems problems) {
    this.problems = problems;
  }

  /**
   * Looks at a model and those in it.
   *
   * @param training whether its outputs may have masks, which losses take in Keras and not there
   */
  static void check(Model model, boolean training, Problems problems) {
    Masks masks = new Masks(problems);
    for (KerasTensor output : model.outputs()) {
      if (masks.has(output) && training) {
        problems.add(
            output.layer().className(),
            output.layer().name(),
            "the model's output has a mask, which its losses do not take; save it without what it"
                + " is compiled with");
      }
    }
  }

  private boolean has(KerasTensor tensor) {
    // Of several results a recurrent layer's states have none.
    return madeBy(tensor.source()) && tensor.index() == 0;
  }

  private boolean madeBy(LayerCall call) {
    Boolean known = made.get(call);
    if (known == null) {
      known = look(call);
      made.put(call, known);
    }
    return known;
  }

  private boolean look(LayerCall call) {
    Layer layer = call.layer();
    boolean arrives = false;
    for (KerasTensor input : call.allInputs()) {
      arrives |= has(input);
    }
    if (layer instanceof Model nested) {
      refuse(arrives, layer);
      boolean leaves = false;
      for (KerasTensor output : nested.outputs()) {
        leaves |= has(output);
      }
      return leaves;
    }
    ClassRule rule = ClassRule.ofLayer(layer.className());
    refuse(arrives && rule != null && !rule.flags().contains("masks"), layer);
    var config = layer.getConfig();
    boolean source =
        layer.className().equals("Masking")
            || (config.has("mask_zero") && config.get("mask_zero").getAsBoolean());
    boolean ends = config.has("return_sequences") && !config.get("return_sequences").getAsBoolean();
    return source || (arrives && !ends);
  }

  private void refuse(boolean wrong, Layer layer) {
    if (wrong) {
      problems.add(
          layer.className(),
          layer.name(),
          "a mask comes to it, with which it does not compute there");
    }
  }
}
