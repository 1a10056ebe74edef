package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Muon (Jordan et al., 2024): matrices move along their momentum made nearly orthogonal by
 * Newton-Schulz steps {@code x = a x + (b A + c A A) x} with {@code A = x x'}; all other weights,
 * embeddings and layers excluded by regular expressions move as in {@link Adam}.
 */
public final class Muon extends Optimizer {
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-7;
  private List<String> excludeLayers = List.of();
  private double a = 3.4445;
  private double b = -4.775;
  private double c = 2.0315;
  private double adamRateRatio = 1;
  private double momentum = 0.95;
  private int iterations = 5;
  private boolean nesterov = true;
  private boolean excludeEmbeddings = true;
  private Double adamWeightDecay = 0.004;
  private Double rmsRate = 0.2;
  private final List<Weight> momentums = new ArrayList<>();
  private final Map<Integer, Weight> velocities = new HashMap<>();

  /** Muon with Keras's learning rate, 0.001. */
  public Muon() {
    this(0.001);
  }

  /** Muon with this learning rate. */
  public Muon(double learningRate) {
    super(learningRate);
    settings().weightDecay(0.004);
  }

  /** Decay of the first moment of what Adam trains; by default 0.9. */
  public Muon adamBeta1(double value) {
    beta1 = Config.requireShare(className(), "adam_beta_1", value);
    return this;
  }

  /** Decay of the second moment of what Adam trains; by default 0.999. */
  public Muon adamBeta2(double value) {
    beta2 = Config.requireShare(className(), "adam_beta_2", value);
    return this;
  }

  /** Weight decay of what Adam trains; by default 0.004. */
  public Muon adamWeightDecay(Double value) {
    adamWeightDecay = value;
    return this;
  }

  /** Keeps the division finite; by default 1e-7. */
  public Muon epsilon(double value) {
    epsilon = value;
    return this;
  }

  /** Patterns of the paths of weights that Adam trains. */
  public Muon excludeLayers(List<String> value) {
    excludeLayers = value;
    return this;
  }

  /** Whether Adam trains embeddings; by default so. */
  public Muon excludeEmbeddings(boolean value) {
    excludeEmbeddings = value;
    return this;
  }

  /** The first coefficient of the iteration. */
  public Muon muonA(double value) {
    a = value;
    return this;
  }

  /** The second coefficient of the iteration. */
  public Muon muonB(double value) {
    b = value;
    return this;
  }

  /** The third coefficient of the iteration. */
  public Muon muonC(double value) {
    c = value;
    return this;
  }

  /** Adam's learning rate by Muon's; by default 1. */
  public Muon adamLrRatio(double value) {
    adamRateRatio = value;
    return this;
  }

  /** By default 0.95. */
  public Muon momentum(double value) {
    momentum = Config.requireShare(className(), "momentum", value);
    return this;
  }

  /** How often the iteration goes; by default 5. */
  public Muon nsSteps(int value) {
    iterations = value;
    return this;
  }

  /** Whether to look ahead as Nesterov does; by default so. */
  public Muon nesterov(boolean value) {
    nesterov = value;
    return this;
  }

  /** What updates are scaled to, or null; by default 0.2. */
  public Muon rmsRate(Double value) {
    rmsRate = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    beta1 = config.share("adam_beta_1", beta1);
    beta2 = config.share("adam_beta_2", beta2);
    epsilon = config.number("epsilon", epsilon);
    excludeLayers = config.texts("exclude_layers", excludeLayers);
    a = config.number("muon_a", a);
    b = config.number("muon_b", b);
    c = config.number("muon_c", c);
    adamRateRatio = config.number("adam_lr_ratio", adamRateRatio);
    momentum = config.share("momentum", momentum);
    iterations = config.integer("ns_steps", iterations);
    nesterov = config.bool("nesterov", nesterov);
    excludeEmbeddings = config.bool("exclude_embeddings", excludeEmbeddings);
    adamWeightDecay = config.nullableNumber("adam_weight_decay", adamWeightDecay);
    rmsRate = config.nullableNumber("rms_rate", rmsRate);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    for (int i = 0; i < trained.size(); i++) {
      Weight w = trained.get(i);
      momentums.add(addSlot(w, "momentum"));
      if (usesAdam(w)) {
        velocities.put(i, addSlot(w, "velocity"));
      }
    }
  }

  private boolean usesAdam(Weight weight) {
    String path = weight.variable().name();
    return weight.type().rank() != 2
        || (excludeEmbeddings && path.toLowerCase(Locale.ROOT).contains("embedding"))
        || excludeLayers.stream().anyMatch(p -> Pattern.compile(p).matcher(path).find());
  }

  @Override
  protected Double weightDecay(Weight weight) {
    return usesAdam(weight) ? adamWeightDecay : super.weightDecay(weight);
  }

  private void adam(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Tensor step = stepNumber(trace, rate.dtype());
    Tensor root = Ops.sqrt(Moments.correction(beta2, step));
    Tensor alpha = Ops.divide(Ops.multiply(rate, root), Moments.correction(beta1, step));
    Tensor m = Moments.towards(trace, momentums.get(index), gradient, 1 - beta1);
    Tensor v = Moments.towards(trace, velocities.get(index), Ops.square(gradient), 1 - beta2);
    Tensor change = Ops.divide(Ops.multiply(m, alpha), Ops.add(Ops.sqrt(v), epsilon));
    Moments.subtract(trace, weight, change);
  }

  /** A matrix with nearly the same singular vectors and singular values near 1. */
  private Tensor orthogonal(Tensor matrix) {
    boolean tall = matrix.dim(0) > matrix.dim(1);
    Tensor x = tall ? Shapes.transpose(matrix) : matrix;
    x = Ops.divide(x, Ops.add(Ops.sqrt(Ops.sum(Ops.square(x))), 1e-7));
    for (int i = 0; i < iterations; i++) {
      Tensor squared = Nn.matmul(x, x, false, true);
      Tensor fourth = Ops.multiply(Nn.matmul(squared, squared), c);
      Tensor mix = Ops.add(Ops.multiply(squared, b), fourth);
      x = Ops.add(Ops.multiply(x, a), Nn.matmul(mix, x));
    }
    return tall ? Shapes.transpose(x) : x;
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Weight slot = momentums.get(index);
    if (velocities.containsKey(index)) {
      adam(trace, index, weight, gradient, Ops.multiply(rate, adamRateRatio));
      return;
    }
    Tensor old = trace.read(slot.variable());
    Tensor m = Ops.add(Ops.multiply(old, momentum), gradient);
    trace.assign(slot.variable(), m);
    Tensor ahead = nesterov ? Ops.add(gradient, Ops.multiply(m, momentum)) : m;
    Tensor step = Ops.multiply(orthogonal(ahead), rate);
    double longer = Math.max(weight.type().dim(0), weight.type().dim(1));
    double scale = rmsRate == null ? 1 : Math.sqrt(longer) * rmsRate;
    Moments.subtract(trace, weight, Ops.multiply(step, scale));
  }
}
