package io.trihorn.benchmarks.dl4j;

import io.trihorn.benchmarks.Contestant;
import io.trihorn.benchmarks.Samples;
import io.trihorn.benchmarks.Workload;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.weightinit.impl.XavierInitScheme;
import org.nd4j.weightinit.impl.ZeroInitScheme;

/** LeNet in SameDiff, with a branch for training and one without dropout for prediction. */
public final class SameDiffLenet implements Contestant {
  private static final String INPUT = "x";
  private static final String LABELS = "y";
  private static final String LOSS = "loss";
  private static final String PROBABILITIES = "probabilities";

  private Samples samples;
  private Workload workload;
  private SameDiff sd;
  private long step;

  @Override
  public void setUp(Samples samples, int threads) {
    this.samples = samples;
    this.workload = samples.workload();
    Nd4j.getRandom().setSeed(1);
    sd = SameDiff.create();
    SDVariable x = sd.placeHolder(INPUT, DataType.FLOAT, -1, 1, 28, 28);
    SDVariable y = sd.placeHolder(LABELS, DataType.FLOAT, -1, workload.classes());
    weight("k1", 25, 150, 5, 5, 1, 6);
    weight("k2", 150, 400, 5, 5, 6, 16);
    weight("k3", 16, 120, 1, 1, 16, 120);
    weight("w1", 1920, 84, 1920, 84);
    weight("w2", 84, 10, 84, 10);
    bias("b1", 6);
    bias("b2", 16);
    bias("b3", 120);
    bias("c1", 84);
    bias("c2", 10);
    sd.loss.softmaxCrossEntropy(LOSS, y, logits(x, true), null).markAsLoss();
    sd.nn.softmax(PROBABILITIES, logits(x, false), 1);
    sd.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Adam(1e-3))
            .dataSetFeatureMapping(INPUT)
            .dataSetLabelMapping(LABELS)
            .build());
  }

  private void weight(String name, int fanIn, int fanOut, long... shape) {
    sd.var(name, new XavierInitScheme('c', fanIn, fanOut), DataType.FLOAT, shape);
  }

  private void bias(String name, long size) {
    sd.var(name, new ZeroInitScheme('c'), DataType.FLOAT, size);
  }

  private SDVariable logits(SDVariable x, boolean training) {
    SDVariable h = sd.nn.sigmoid(pool(convolution(x, 5, "k1", "b1")));
    h = sd.nn.sigmoid(pool(convolution(h, 5, "k2", "b2")));
    if (training) {
      // SameDiff's own dropout has no derivative.
      SDVariable kept = sd.random.bernoulli(0.5, DataType.FLOAT, workload.batch(), 16, 4, 4);
      h = h.mul(kept).mul(2);
    }
    h = convolution(h, 1, "k3", "b3").reshape(-1, 1920);
    h = sd.nn.sigmoid(dense(h, "w1", "c1"));
    return dense(h, "w2", "c2");
  }

  private SDVariable convolution(SDVariable x, int size, String kernel, String bias) {
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(size)
            .kW(size)
            .dataFormat(Conv2DConfig.NCHW)
            .paddingMode(PaddingMode.VALID)
            .build();
    return sd.cnn.conv2d(x, sd.getVariable(kernel), sd.getVariable(bias), config);
  }

  private SDVariable pool(SDVariable x) {
    return sd.cnn.maxPooling2d(
        x,
        Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).paddingMode(PaddingMode.VALID).build());
  }

  private SDVariable dense(SDVariable x, String weight, String bias) {
    // Not sd.nn.linear: two of them in a row give other values at every other run (M2.1).
    return x.mmul(sd.getVariable(weight)).add(sd.getVariable(bias));
  }

  @Override
  public long parameters() {
    return sd.variables().stream()
        .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
        .mapToLong(variable -> variable.getArr().length())
        .sum();
  }

  @Override
  public float train(int steps) {
    // One fit for all steps: it makes a new training session each time.
    sd.fit(new Batches(samples, inputShape(workload.batch()), step, steps), 1);
    step += steps;
    return lossOf(samples.batch(step - 1));
  }

  /** Fit tells none: it computes the gradients only, and its history reads 0. */
  private float lossOf(Samples.Batch batch) {
    INDArray x = Nd4j.create(batch.inputs(), inputShape(workload.batch()), 'c');
    INDArray y =
        Nd4j.create(batch.oneHot(), new long[] {workload.batch(), workload.classes()}, 'c');
    return sd.output(Map.of(INPUT, x, LABELS, y), LOSS).get(LOSS).getFloat(0);
  }

  @Override
  public float[] predict(float[] inputs, int batch) {
    // With one channel the two layouts hold the same values in the same order.
    INDArray x = Nd4j.create(inputs, inputShape(batch), 'c');
    return sd.output(Map.of(INPUT, x), PROBABILITIES).get(PROBABILITIES).dup('c').data().asFloat();
  }

  private static long[] inputShape(int batch) {
    return new long[] {batch, 1, 28, 28};
  }

  @Override
  public String info() {
    return Nd4jSettings.describe();
  }

  @Override
  public void close() {
    // SameDiff has no close; the JVM ends with the contestant.
    sd = null;
  }
}
