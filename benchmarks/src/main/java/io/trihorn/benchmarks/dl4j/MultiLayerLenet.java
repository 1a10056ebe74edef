package io.trihorn.benchmarks.dl4j;

import io.trihorn.benchmarks.Contestant;
import io.trihorn.benchmarks.Samples;
import io.trihorn.benchmarks.Workload;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** LeNet as a {@code MultiLayerNetwork}, channels last, which is the faster way there. */
public final class MultiLayerLenet implements Contestant {
  private Samples samples;
  private Workload workload;
  private MultiLayerNetwork network;
  private long step;

  @Override
  public void setUp(Samples samples, int threads) {
    this.samples = samples;
    this.workload = samples.workload();
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .weightInit(WeightInit.XAVIER_UNIFORM)
            .updater(new Adam(1e-3))
            .convolutionMode(ConvolutionMode.Truncate)
            .list()
            .layer(convolution(5, 6))
            .layer(pooling())
            .layer(new ActivationLayer(Activation.SIGMOID))
            .layer(convolution(5, 16))
            .layer(pooling())
            .layer(new ActivationLayer(Activation.SIGMOID))
            .layer(new DropoutLayer(0.5))
            .layer(convolution(1, 120))
            .layer(new DenseLayer.Builder().nOut(84).activation(Activation.SIGMOID).build())
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nOut(10)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.convolutional(28, 28, 1, CNN2DFormat.NHWC))
            .build();
    network = new MultiLayerNetwork(configuration);
    network.init();
  }

  private static ConvolutionLayer convolution(int size, int filters) {
    return new ConvolutionLayer.Builder(size, size)
        .nOut(filters)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(
            SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
        .build();
  }

  @Override
  public long parameters() {
    return network.numParams();
  }

  @Override
  public float train(int steps) {
    network.fit(new Batches(samples, inputShape(workload.batch()), step, steps));
    step += steps;
    return (float) network.score();
  }

  @Override
  public float[] predict(float[] inputs, int batch) {
    return network.output(Nd4j.create(inputs, inputShape(batch), 'c')).dup('c').data().asFloat();
  }

  private static long[] inputShape(int batch) {
    return new long[] {batch, 28, 28, 1};
  }

  @Override
  public String info() {
    return Nd4jSettings.describe();
  }

  @Override
  public void close() {
    network.close();
  }
}
