package io.trihorn.caffe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** All rules by the type of layer. */
final class Rules {
  /** Types that bring data: their tops become inputs of the model. */
  static final Set<String> DATA =
      Set.of("Input", "Data", "DummyData", "HDF5Data", "ImageData", "MemoryData", "WindowData");

  static final Map<String, Rule> ALL = table();

  private Rules() {}

  private static Map<String, Rule> table() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    NeuronRules.addTo(rules);
    ShapeRules.addTo(rules);
    ArithmeticRules.addTo(rules);
    WeightRules.addTo(rules);
    ConvolutionRules.addTo(rules);
    PoolingRules.addTo(rules);
    RecurrentRules.addTo(rules);
    LossRules.addTo(rules);
    return Map.copyOf(rules);
  }
}
