package io.trihorn.caffe;

import static io.trihorn.caffe.Site.op;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.regularization.Dropout;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Layers that compute each element by itself. */
final class NeuronRules {
  private NeuronRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("AbsVal", Rule.one(site -> op("Abs", site.bottom())));
    rules.put("BNLL", Rule.one(site -> op("Softplus", site.bottom())));
    rules.put("Sigmoid", Rule.one(site -> op("Sigmoid", site.bottom())));
    rules.put("TanH", Rule.one(site -> op("Tanh", site.bottom())));
    rules.put("ReLU", Rule.one(NeuronRules::relu));
    rules.put("ELU", Rule.one(NeuronRules::elu));
    rules.put("Swish", Rule.one(NeuronRules::swish));
    rules.put("Clip", Rule.one(NeuronRules::clip));
    rules.put("Power", Rule.one(NeuronRules::power));
    rules.put("Exp", Rule.one(NeuronRules::exponential));
    rules.put("Log", Rule.one(NeuronRules::logarithm));
    rules.put("Threshold", Rule.one(NeuronRules::threshold));
    rules.put("Dropout", Rule.one(NeuronRules::dropout));
    rules.put("Split", NeuronRules::copies);
    rules.put("Silence", site -> List.of());
  }

  private static List<KerasTensor> copies(Site site) {
    KerasTensor x = site.bottom();
    return IntStream.range(0, site.tops()).mapToObj(i -> op("Copy", x)).toList();
  }

  private static KerasTensor relu(Site site) {
    double slope = site.parameters("relu_param").number("negative_slope");
    return slope == 0
        ? op("Relu", site.bottom())
        : op("LeakyRelu", Map.of("negative_slope", slope), site.bottom());
  }

  private static KerasTensor elu(Site site) {
    return op("Elu", Map.of("alpha", site.parameters("elu_param").number("alpha")), site.bottom());
  }

  private static KerasTensor swish(Site site) {
    KerasTensor x = site.bottom();
    double beta = site.parameters("swish_param").number("beta");
    return op("Multiply", x, op("Sigmoid", beta == 1 ? x : op("Multiply", x, beta)));
  }

  private static KerasTensor clip(Site site) {
    Part p = site.parameters("clip_param");
    return op("Clip", Map.of("x_min", p.number("min"), "x_max", p.number("max")), site.bottom());
  }

  /** {@code shift + scale * x}. */
  private static KerasTensor line(Part p, KerasTensor x) {
    KerasTensor scaled = p.number("scale") == 1 ? x : op("Multiply", x, p.number("scale"));
    return p.number("shift") == 0 ? scaled : op("Add", scaled, p.number("shift"));
  }

  private static KerasTensor power(Site site) {
    Part p = site.parameters("power_param");
    KerasTensor base = line(p, site.bottom());
    double power = p.number("power");
    if (power == 1) {
      return base;
    }
    return power == 2 ? op("Square", base) : op("Power", base, power);
  }

  private static KerasTensor exponential(Site site) {
    Part p = site.parameters("exp_param");
    KerasTensor exponent = line(p, site.bottom());
    double base = p.number("base");
    return op("Exp", base == -1 ? exponent : op("Multiply", exponent, Math.log(base)));
  }

  private static KerasTensor logarithm(Site site) {
    Part p = site.parameters("log_param");
    KerasTensor natural = op("Log", line(p, site.bottom()));
    double base = p.number("base");
    return base == -1 ? natural : op("Multiply", natural, 1 / Math.log(base));
  }

  private static KerasTensor threshold(Site site) {
    double bound = site.parameters("threshold_param").number("threshold");
    return op("Cast", Map.of("dtype", "float32"), op("Greater", site.bottom(), bound));
  }

  private static KerasTensor dropout(Site site) {
    double rate = site.parameters("dropout_param").number("dropout_ratio");
    return site.layer(Dropout.class, () -> new Dropout(rate)).apply(site.bottom());
  }
}
