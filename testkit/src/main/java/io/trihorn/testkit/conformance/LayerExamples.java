package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.*;

import ai.djl.ndarray.types.Shape;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Lambda;
import io.trihorn.layers.preprocessing.text.HostLayer;
import io.trihorn.ops.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** One layer of each class with an input and the shape of its output, the batch axis left out. */
public final class LayerExamples {
  /**
   * An example.
   *
   * @param layer makes the layer
   * @param inputs the shapes of the inputs
   * @param output the shape of the first output
   * @param weights how many weights the layer has
   */
  public record Example(Supplier<Layer> layer, List<Shape> inputs, Shape output, int weights) {
    /** Keras's name of the class. */
    @Override
    public String toString() {
      return layer.get().className();
    }

    /** Whether the input holds pixels from 0 to 255. */
    public boolean takesPixels() {
      return layer.get().getClass().getPackageName().endsWith("preprocessing.image");
    }

    /** Whether the first input holds class indices. */
    public boolean takesIndices() {
      return INDICES.contains(toString());
    }
  }

  /**
   * A layer that computes in Java, before a model.
   *
   * @param layer makes the layer
   * @param input what it is given
   * @param output the shape of what it gives, all axes
   */
  public record HostExample(Supplier<HostLayer<?>> layer, Object input, Shape output) {
    /** Keras's name of the class. */
    @Override
    public String toString() {
      return layer.get().className();
    }
  }

  private static final Set<String> INDICES =
      Set.of("Embedding", "ReversibleEmbedding", "CategoryEncoding");
  private static final List<Example> ALL = new ArrayList<>();
  private static final List<HostExample> HOST = new ArrayList<>();

  static {
    Lambda.register("twice", xs -> List.of(Ops.multiply(xs.get(0), 2)));
    core();
    convolutions();
    pooling();
    recurrent();
    others();
    normalizations();
    attention();
    preprocessing();
    images();
    texts();
  }

  private LayerExamples() {}

  /** All examples. */
  public static List<Example> all() {
    return List.copyOf(ALL);
  }

  /** Layers that compute in Java. */
  public static List<HostExample> host() {
    return List.copyOf(HOST);
  }

  private static Shape s(long... dims) {
    return new Shape(dims);
  }

  private static void add(Supplier<Layer> layer, Shape input, Shape output, int weights) {
    ALL.add(new Example(layer, List.of(input), output, weights));
  }

  private static void core() {
    add(() -> dense(4, "relu"), s(5, 3), s(5, 4), 2);
    add(() -> input(3), s(3), s(3), 0);
    add(() -> embedding(7, 4).maskZero(true), s(3), s(3, 4), 1);
    add(() -> reversibleEmbedding(7, 4).tieWeights(false), s(3), s(3, 4), 2);
    add(() -> einsumDense("abc,cde->abde", -1, 2, 4).biasAxes("de"), s(5, 3), s(5, 2, 4), 2);
    add(() -> einsumDense("...x,xy->...y", 4), s(5, 3), s(5, 4), 1);
    add(() -> identity(), s(3), s(3), 0);
    add(() -> masking(-1), s(4, 3), s(4, 3), 0);
    add(() -> lambda("twice"), s(3), s(3), 0);
  }

  private static void convolutions() {
    add(() -> conv1d(4, 3).padding("causal").dilationRate(2), s(7, 2), s(7, 4), 2);
    add(() -> conv2d(4, 3, 2).strides(2).padding("same"), s(7, 5, 2), s(4, 3, 4), 2);
    add(() -> conv2d(4, 3).dataFormat("channels_first").groups(2), s(2, 7, 5), s(4, 5, 3), 2);
    add(() -> conv3d(2, 2).useBias(false), s(3, 4, 5, 2), s(2, 3, 4, 2), 1);
    add(() -> conv1dTranspose(4, 3).strides(2), s(5, 2), s(11, 4), 2);
    add(() -> conv2dTranspose(4, 3).strides(2).padding("same"), s(5, 4, 2), s(10, 8, 4), 2);
    add(() -> conv3dTranspose(2, 2).outputPadding(0).strides(2), s(2, 2, 2, 1), s(4, 4, 4, 2), 2);
    add(() -> depthwiseConv1d(3).depthMultiplier(2), s(6, 2), s(4, 4), 2);
    add(() -> depthwiseConv2d(3, 2), s(6, 5, 2), s(4, 4, 2), 2);
    add(() -> separableConv1d(5, 3), s(6, 2), s(4, 5), 3);
    add(() -> separableConv2d(5, 3).padding("same"), s(6, 5, 2), s(6, 5, 5), 3);
  }

  private static void pooling() {
    add(() -> maxPooling1d(2), s(7, 2), s(3, 2), 0);
    add(() -> maxPooling2d(2).padding("same"), s(7, 4, 2), s(4, 2, 2), 0);
    add(() -> maxPooling3d(2).strides(1), s(3, 3, 3, 2), s(2, 2, 2, 2), 0);
    add(() -> averagePooling1d(3).strides(2).padding("same"), s(7, 2), s(4, 2), 0);
    add(() -> averagePooling2d(2, 3), s(4, 6, 2), s(2, 2, 2), 0);
    add(() -> averagePooling3d(2), s(4, 4, 4, 1), s(2, 2, 2, 1), 0);
    add(() -> globalMaxPooling1d(), s(4, 2), s(2), 0);
    add(() -> globalMaxPooling2d().keepdims(true), s(4, 3, 2), s(1, 1, 2), 0);
    add(() -> globalMaxPooling3d(), s(2, 2, 2, 3), s(3), 0);
    add(() -> globalAveragePooling1d(), s(4, 2), s(2), 0);
    add(() -> globalAveragePooling2d().dataFormat("channels_first"), s(2, 4, 3), s(2), 0);
    add(() -> globalAveragePooling3d(), s(2, 2, 2, 3), s(3), 0);
    add(() -> adaptiveMaxPooling1d(3), s(7, 2), s(3, 2), 0);
    add(() -> adaptiveMaxPooling2d(2), s(4, 5, 2), s(2, 2, 2), 0);
    add(() -> adaptiveMaxPooling3d(2), s(3, 4, 5, 1), s(2, 2, 2, 1), 0);
    add(() -> adaptiveAveragePooling1d(3), s(7, 2), s(3, 2), 0);
    add(() -> adaptiveAveragePooling2d(2, 3), s(4, 5, 2), s(2, 3, 2), 0);
    add(() -> adaptiveAveragePooling3d(2), s(3, 4, 5, 1), s(2, 2, 2, 1), 0);
  }

  private static void recurrent() {
    add(() -> lstm(4).returnSequences(true).dropout(0.5), s(5, 3), s(5, 4), 3);
    add(() -> gru(4).recurrentDropout(0.5), s(5, 3), s(4), 3);
    add(() -> simpleRnn(4).unroll(true), s(5, 3), s(4), 3);
    ALL.add(new Example(() -> lstmCell(4), List.of(s(3), s(4), s(4)), s(4), 3));
    ALL.add(new Example(() -> gruCell(4).resetAfter(false), List.of(s(3), s(4)), s(4), 3));
    ALL.add(new Example(() -> simpleRnnCell(4), List.of(s(3), s(4)), s(4), 3));
    Supplier<Layer> stack = () -> stackedRnnCells(lstmCell(4), gruCell(2));
    ALL.add(new Example(stack, List.of(s(3), s(4), s(4), s(2)), s(2), 6));
    add(() -> rnn(gruCell(4)).goBackwards(true), s(5, 3), s(4), 3);
    add(() -> rnn(stackedRnnCells(lstmCell(4), gruCell(2))), s(5, 3), s(2), 6);
    add(() -> bidirectional(gru(4).returnSequences(true)), s(5, 3), s(5, 8), 6);
    add(() -> bidirectional(lstm(4)).mergeMode("sum"), s(5, 3), s(4), 6);
    add(() -> timeDistributed(dense(4)), s(5, 3), s(5, 4), 2);
    add(() -> convLstm1d(2, 3).padding("same"), s(3, 5, 1), s(5, 2), 3);
    add(() -> convLstm2d(2, 3), s(3, 5, 4, 1), s(3, 2, 2), 3);
    add(() -> convLstm3d(1, 2).strides(2), s(2, 4, 4, 4, 1), s(2, 2, 2, 1), 3);
  }

  private static void others() {
    List<Shape> two = List.of(s(4, 3), s(4, 3));
    ALL.add(new Example(() -> Layers.add(), two, s(4, 3), 0));
    ALL.add(new Example(() -> subtract(), two, s(4, 3), 0));
    ALL.add(new Example(() -> customScaleLayer(0.2), two, s(4, 3), 0));
    ALL.add(new Example(() -> multiply(), List.of(s(4, 3), s(3)), s(4, 3), 0));
    ALL.add(new Example(() -> average(), two, s(4, 3), 0));
    ALL.add(new Example(() -> maximum(), two, s(4, 3), 0));
    ALL.add(new Example(() -> minimum(), two, s(4, 3), 0));
    ALL.add(new Example(() -> concatenate().axis(1), List.of(s(4, 3), s(2, 3)), s(6, 3), 0));
    ALL.add(new Example(() -> dot(2, 1), List.of(s(4, 3), s(3, 5)), s(4, 5), 0));
    add(() -> flatten(), s(4, 3), s(12), 0);
    add(() -> reshape(3, -1), s(4, 6), s(3, 8), 0);
    add(() -> permute(2, 1), s(4, 3), s(3, 4), 0);
    add(() -> repeatVector(5), s(3), s(5, 3), 0);
    add(() -> cropping1d(1, 2), s(7, 2), s(4, 2), 0);
    add(() -> cropping2d(1, 0), s(4, 3, 2), s(2, 3, 2), 0);
    add(() -> cropping3d(1), s(3, 4, 5, 2), s(1, 2, 3, 2), 0);
    add(() -> zeroPadding1d(1), s(3, 2), s(5, 2), 0);
    add(() -> zeroPadding2d(1, 2).dataFormat("channels_first"), s(2, 3, 4), s(2, 5, 8), 0);
    add(() -> zeroPadding3d(1, 0, 0, 1, 2, 0), s(1, 1, 1, 2), s(2, 2, 3, 2), 0);
    add(() -> upSampling1d(3), s(2, 2), s(6, 2), 0);
    add(() -> upSampling2d(2).interpolation("bilinear"), s(2, 3, 1), s(4, 6, 1), 0);
    add(() -> upSampling3d(1, 2, 3), s(2, 2, 2, 1), s(2, 4, 6, 1), 0);
    add(() -> dropout(0.5).noiseShape(-1, 1, -1).seed(3), s(4, 3), s(4, 3), 0);
    add(() -> gaussianDropout(0.5), s(3), s(3), 0);
    add(() -> gaussianNoise(0.5), s(3), s(3), 0);
    add(() -> stochasticDepth(0.3), s(4, 3), s(4, 3), 0);
    add(() -> alphaDropout(0.5), s(3), s(3), 0);
    add(() -> activityRegularization(0.1, 0.2), s(3), s(3), 0);
    add(() -> spatialDropout1d(0.5), s(4, 3), s(4, 3), 0);
    add(() -> spatialDropout2d(0.5), s(4, 3, 2), s(4, 3, 2), 0);
    add(() -> spatialDropout3d(0.5).dataFormat("channels_first"), s(2, 2, 2, 2), s(2, 2, 2, 2), 0);
    add(() -> activation("tanh"), s(3), s(3), 0);
    add(() -> relu().maxValue(1).negativeSlope(0.1), s(3), s(3), 0);
    add(() -> leakyRelu(), s(3), s(3), 0);
    add(() -> prelu().sharedAxes(1), s(4, 3), s(4, 3), 1);
    add(() -> elu(), s(3), s(3), 0);
    add(() -> softmax(), s(3), s(3), 0);
  }

  private static void normalizations() {
    add(() -> batchNormalization().axis(1), s(3, 4), s(3, 4), 4);
    add(() -> layerNormalization(), s(4, 3), s(4, 3), 2);
    add(() -> groupNormalization(2), s(3, 4), s(3, 4), 2);
    add(() -> rmsNormalization(), s(4, 3), s(4, 3), 1);
    add(() -> unitNormalization(), s(4, 3), s(4, 3), 0);
    add(() -> layerScale(0.5, 3), s(4, 3), s(4, 3), 1);
    add(() -> spectralNormalization(dense(4)), s(5, 3), s(5, 4), 3);
  }

  private static void attention() {
    List<Shape> two = List.of(s(4, 6), s(5, 6));
    ALL.add(new Example(() -> Layers.attention().useScale(true), two, s(4, 6), 1));
    ALL.add(new Example(() -> additiveAttention(), two, s(4, 6), 1));
    ALL.add(new Example(() -> multiHeadAttention(2, 3), two, s(4, 6), 8));
    ALL.add(new Example(() -> groupQueryAttention(3, 4, 2), two, s(4, 6), 8));
  }

  private static void preprocessing() {
    add(() -> rescaling(2, 3).offset(-1), s(4, 2), s(4, 2), 0);
    add(() -> normalization().mean(0.5, -1).variance(2, 4), s(4, 2), s(4, 2), 0);
    add(() -> resizing(3, 5), s(4, 4, 2), s(3, 5, 2), 0);
    add(() -> centerCrop(2, 3), s(4, 5, 2), s(2, 3, 2), 0);
    add(() -> categoryEncoding(6), s(3), s(6), 0);
    add(() -> discretization(-0.5, 0.25), s(3), s(3), 0);
    add(() -> stftSpectrogram(4), s(12, 1), s(5, 3), 2);
    add(
        () -> melSpectrogram().fftLength(8).sequenceStride(4).numMelBins(3).samplingRate(80),
        s(16),
        s(3, 5),
        0);
  }

  private static void images() {
    Shape image = s(6, 5, 3);
    add(() -> randomBrightness(0.3).seed(1), image, image, 0);
    add(() -> randomColorDegeneration(0.5), image, image, 0);
    add(() -> randomColorJitter().brightnessFactor(0.2).hueFactor(0.1, 0.2), image, image, 0);
    add(() -> randomContrast(0.5).valueRange(0, 1), image, image, 0);
    add(() -> randomElasticTransform().fillMode("mirror").scale(0.5, 1), image, image, 0);
    add(() -> randomErasing().fillValue(1, 2, 3), image, image, 0);
    add(() -> randomFlip("horizontal"), image, image, 0);
    add(() -> randomGaussianBlur().kernelSize(3, 5), image, image, 0);
    add(() -> randomGrayscale(0.5), image, image, 0);
    add(() -> randomHue(0.2), image, image, 0);
    add(() -> randomInvert(0.5), image, image, 0);
    add(() -> randomPerspective().scale(0.3).fillValue(1), image, image, 0);
    add(() -> randomPosterization(4), image, image, 0);
    add(() -> randomRotation(0.2).fillMode("wrap").interpolation("nearest"), image, image, 0);
    add(() -> randomSaturation(0.5).factor(0.2, 0.8), image, image, 0);
    add(() -> randomSharpness(0.5), image, image, 0);
    add(() -> randomShear().xFactor(0.2).yFactor(0.1, 0.3), image, image, 0);
    add(() -> randomTranslation(0.2, 0.1).widthFactor(-0.1, 0.3), image, image, 0);
    add(() -> randomZoom(-0.2).widthFactor(0.1, 0.3), image, image, 0);
    add(() -> randomZoom(0.5).fillMode("constant").fillValue(2), image, image, 0);
    add(() -> randomCrop(4, 3).seed(2), image, s(4, 3, 3), 0);
    add(() -> autoContrast(), image, image, 0);
    add(() -> equalization().bins(16), image, image, 0);
    add(
        () -> contrastLimitedAdaptiveHistogramEqualization().tileGridSize(2, 3).clipLimit(2),
        image,
        image,
        0);
    add(() -> solarization().additionFactor(0.2).thresholdFactor(0.3, 0.6), image, image, 0);
    add(() -> cutMix(0.8).factor(0.5, 1), image, image, 0);
    add(() -> mixUp(0.4), image, image, 0);
    add(() -> randAugment().numOps(3).factor(0.2, 0.4), image, image, 0);
    add(() -> augMix().numChains(2).chainDepth(1).allOps(false), image, image, 0);
    add(() -> randomFlip("vertical").dataFormat("channels_first"), s(3, 6, 5), s(3, 6, 5), 0);
    ALL.add(new Example(() -> maxNumBoundingBoxes(3), List.of(s(4, 4), s(4)), s(3, 4), 0));
    add(() -> pipeline(rescaling(2), randomFlip("horizontal")), image, image, 0);
  }

  private static void texts() {
    String[] words = {"b", "a", "z"};
    HOST.add(new HostExample(() -> stringLookup().vocabulary(List.of("a", "b")), words, s(3)));
    HOST.add(
        new HostExample(() -> integerLookup().vocabulary(List.of(7L, 9L)), new int[] {9, 8}, s(2)));
    HOST.add(new HostExample(() -> hashing(5), words, s(3)));
    HOST.add(new HostExample(() -> hashedCrossing(5), List.of(words, words), s(3)));
    HOST.add(
        new HostExample(
            () -> textVectorization().vocabulary(List.of("a", "b")).outputSequenceLength(4),
            new String[] {"a b", "b"},
            s(2, 4)));
  }
}
