package io.trihorn.applications;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.globalMaxPooling2d;

import io.trihorn.config.ConfigException;
import io.trihorn.data.Progress;
import io.trihorn.data.download.PublishedFile;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Model;
import io.trihorn.saving.LoadWeights;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * An architecture of {@code keras.applications}, for images {@code (batch, height, width, 3)}, or
 * {@code (batch, 3, height, width)} by {@link #dataFormat}, with values from 0 to 255 that went
 * through {@link #preprocessInput}. Options are set in a chain, with Keras's names and defaults,
 * and {@link #build} makes the model:
 *
 * <pre>{@code
 * Model features = Applications.resNet50().includeTop(false).pooling("avg").build();
 * }</pre>
 *
 * @param <A> the family
 */
public abstract class Application<A extends Application<A>> {
  private final String kerasName;
  private final long defaultSize;
  private final long smallest;
  private final Preprocessing preprocessing;
  private boolean includeTop = true;
  private Layout layout = Layout.CHANNELS_LAST;
  private long[] inputShape;
  private KerasTensor inputTensor;
  private String pooling;
  private int classes = 1000;
  private String classifierActivation = "softmax";
  private String modelName;
  private Consumer<Model> weights;
  private boolean pretrained;
  private Progress progress = Progress.SILENT;

  /**
   * An architecture.
   *
   * @param kerasName Keras's name of it
   * @param defaultSize the height and width of images unless said otherwise
   * @param smallest the least height and width
   * @param preprocessing what images go through first
   */
  Application(String kerasName, long defaultSize, long smallest, Preprocessing preprocessing) {
    this.kerasName = kerasName;
    this.defaultSize = defaultSize;
    this.smallest = smallest;
    this.preprocessing = preprocessing;
  }

  @SuppressWarnings("unchecked")
  final A self() {
    return (A) this;
  }

  /** Keras's name of the architecture, {@code ResNet50}. */
  public final String kerasName() {
    return kerasName;
  }

  /**
   * Weights of a file: {@code .h5}, {@code .weights.h5} or {@code .keras}. Files of Keras 2 are
   * matched by the order of layers with weights, as Keras does it, later ones by their tree; see
   * {@link #weights(Path, LoadWeights)} for others.
   */
  public final A weights(Path file) {
    return weights(file, LoadWeights.DEFAULT);
  }

  /** Weights of a file, matched by names or with layers that may differ. */
  public final A weights(Path file, LoadWeights options) {
    weights = model -> Saving.loadWeights(model, file, options);
    pretrained = false;
    return self();
  }

  /**
   * Weights by name.
   *
   * @param name {@code "imagenet"}: those that Keras publishes, downloaded once into {@code
   *     ~/.trihorn/models} (or found in {@code -Dtrihorn.models} or in what Keras has downloaded),
   *     with their checksums where Keras has one; null, the default: random ones
   * @throws IllegalArgumentException for any other
   */
  public final A weights(String name) {
    if (name != null && !name.equals("imagenet")) {
      throw new IllegalArgumentException(
          kerasName + ": weights are \"imagenet\", null or a path, not \"" + name + "\"");
    }
    pretrained = name != null;
    weights = null;
    return self();
  }

  /** Is told how a download goes; by default nobody is. */
  public final A progress(Progress value) {
    progress = value;
    return self();
  }

  private void loadPublished(Model model, KerasTensor image) {
    try {
      Saving.loadWeights(model, published(image, includeTop).get(progress));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The least height and width of images. */
  public final long smallestSize() {
    return smallest;
  }

  /** Whether the model ends with the layers that tell classes; by default it does. */
  public final A includeTop(boolean value) {
    includeTop = value;
    return self();
  }

  /**
   * Where the channels of images stand; weights are the same for both. Keras has one for all
   * models, {@code keras.config.set_image_data_format}.
   *
   * @param name {@code channels_last} (the default), or {@code channels_first}, which ConvNeXt,
   *     DenseNet and NASNet do not take, as in Keras
   * @throws ConfigException if it is neither of the two
   */
  public final A dataFormat(String name) {
    layout = DataFormat.parse(name);
    return self();
  }

  /**
   * The shape of an image: {@code (height, width, channels)}, or {@code (channels, height, width)}
   * where channels come first; -1 is open where the model has no top. By default that of the
   * published weights with a top, and open without.
   */
  public final A inputShape(long first, long second, long third) {
    inputShape = new long[] {first, second, third};
    return self();
  }

  /**
   * A tensor that the model takes in place of an input of its own; where layers made it, they are
   * part of the model, whose inputs are theirs.
   */
  public final A inputTensor(KerasTensor value) {
    inputTensor = value;
    return self();
  }

  /**
   * What a model without top ends with: {@code "avg"} and {@code "max"} pool each channel to one
   * number, null, the default, leaves the last feature maps.
   *
   * @throws IllegalArgumentException for any other
   */
  public final A pooling(String value) {
    if (value != null && !value.equals("avg") && !value.equals("max")) {
      throw new IllegalArgumentException(
          kerasName + ": pooling is \"avg\", \"max\" or null, not \"" + value + "\"");
    }
    pooling = value;
    return self();
  }

  /** How many classes the top tells; by default 1000, ImageNet's. */
  public final A classes(int value) {
    classes = value;
    return self();
  }

  /** The activation of the last layer; by default {@code "softmax"}; null for logits. */
  public final A classifierActivation(String value) {
    classifierActivation = value == null ? "linear" : value;
    return self();
  }

  /** The model's name; by default Keras's. */
  public final A name(String value) {
    modelName = value;
    return self();
  }

  /**
   * Makes the model.
   *
   * @throws ShapeException if images are too small
   * @throws IllegalArgumentException if weights of ImageNet are wanted for a top of other than 1000
   *     classes, for images of other than 3 channels or for a form of which none are published, or
   *     if the architecture does not take channels first
   * @throws UncheckedIOException if weights cannot be downloaded; the message says where they were
   *     looked for and what to do
   */
  public final Model build() {
    if (pretrained && includeTop && classes != 1000) {
      throw new IllegalArgumentException(
          "%s: weights of ImageNet have a top of 1000 classes, not %d; say includeTop(false) and add a top, or take no weights"
              .formatted(kerasName, classes));
    }
    if (layout == Layout.CHANNELS_FIRST && !takesChannelsFirst()) {
      throw new IllegalArgumentException(
          kerasName + " is not made for channels_first; take channels_last, and transpose images");
    }
    Net net = new Net(layout);
    KerasTensor x = inputTensor == null ? ownInput(net) : inputTensor;
    checkSize(net, x);
    KerasTensor features = features(net, x);
    KerasTensor y = includeTop ? top(net, features) : bare(net, features);
    Model model = model(x.sourceInputs(), y).name(modelName(x));
    if (pretrained) {
      loadPublished(model, x);
    } else if (weights != null) {
      weights.accept(model);
    }
    return model;
  }

  /** What images are made of is part of the model, too. */
  private static Model model(List<KerasTensor> inputs, KerasTensor output) {
    return inputs.size() == 1
        ? new Model(inputs.get(0), output)
        : new Model(inputs, List.of(output));
  }

  private KerasTensor ownInput(Net net) {
    long[] shape = inputShape;
    if (shape == null) {
      long size = includeTop || needsSize() ? defaultSize : -1;
      shape = net.image(size, size, 3);
    }
    InputLayer input = net.named(Layers.input(shape));
    return Layers.inputTensor(input);
  }

  private void checkSize(Net net, KerasTensor x) {
    if (x.shape().dimension() != 4) {
      throw new ShapeException(
          "%s takes images (batch, %s), but got %s"
              .formatted(
                  kerasName,
                  net.channelsFirst() ? "channels, height, width" : "height, width, channels",
                  x.shape()));
    }
    if (pretrained && net.channels(x) != 3) {
      throw new IllegalArgumentException(
          "%s: weights of ImageNet are for images of 3 channels, not of %d; take no weights"
              .formatted(kerasName, net.channels(x)));
    }
    for (long extent : new long[] {net.height(x), net.width(x)}) {
      if (extent >= 0 && extent < smallest) {
        throw new ShapeException(
            "%s needs images of at least %d by %d, but got %s; scale them up"
                .formatted(
                    kerasName, smallest, smallest, Arrays.toString(x.shape().slice(1).getShape())));
      }
    }
  }

  /**
   * What the architecture wants images to be: the values from 0 to 255 in red, green and blue
   * become those that its weights were trained with.
   *
   * @param images {@code (..., 3)}, or {@code (..., 3, height, width)} where channels come first,
   *     of any element type: a TensorData, an NDArray or a Java array
   * @return float32 of the same shape
   * @see Applications#preprocessInput
   */
  public final TensorData preprocessInput(Object images) {
    return preprocessing.apply(images, layout);
  }

  /**
   * The same for images whose channels stand elsewhere.
   *
   * @param images {@code (..., 3)} or {@code (..., 3, height, width)}
   * @param dataFormat {@code channels_last} or {@code channels_first}
   * @return float32 of the same shape
   */
  public final TensorData preprocessInput(Object images, String dataFormat) {
    return preprocessing.apply(images, DataFormat.parse(dataFormat));
  }

  /**
   * The likeliest of ImageNet's classes for each row, the likeliest first.
   *
   * @param predictions {@code (rows, 1000)}, as the model predicts them
   * @param top how many of each row
   * @throws UncheckedIOException if the list of classes is not on this machine and cannot be
   *     downloaded
   * @see ClassIndex#read for a list of your own
   */
  public final List<List<Prediction>> decodePredictions(Object predictions, int top) {
    try {
      return ClassIndex.imagenet().decode(predictions, top);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  // What families say.

  /** The published weights. */
  PublishedFile published(KerasTensor input, boolean top) {
    return PublishedWeights.of(kerasName, "", top);
  }

  /** The layers before the top. */
  abstract KerasTensor features(Net net, KerasTensor x);

  /** The layers that tell classes. */
  KerasTensor top(Net net, KerasTensor x) {
    return net.chain(x, called(globalAveragePooling2d(), topPoolName()), classifier());
  }

  /** What ends a model without top. */
  KerasTensor bare(Net net, KerasTensor x) {
    if (pooling == null) {
      return x;
    }
    return net.chain(
        x,
        pooling.equals("avg")
            ? called(globalAveragePooling2d(), poolName("avg"))
            : called(globalMaxPooling2d(), poolName("max")));
  }

  /** The name of the pooling in the top; null for the class's. */
  String topPoolName() {
    return "avg_pool";
  }

  /** The name of the pooling without top; null for the class's. */
  String poolName(String kind) {
    return kind + "_pool";
  }

  /** The model's name in Keras, where none is given. */
  String defaultModelName(KerasTensor input) {
    return kerasName.toLowerCase(Locale.ROOT);
  }

  /** Whether there is a form for images whose channels come first. */
  boolean takesChannelsFirst() {
    return true;
  }

  /** Whether a model without top takes images of the default size all the same. */
  boolean needsSize() {
    return false;
  }

  // What families ask.

  final String modelName(KerasTensor input) {
    return modelName == null ? defaultModelName(input) : modelName;
  }

  final Layout layout() {
    return layout;
  }

  /** Whether the model is for ImageNet's published weights. */
  final boolean isPretrained() {
    return pretrained;
  }

  final int classes() {
    return classes;
  }

  final String classifierActivation() {
    return classifierActivation;
  }

  /** The last layer. */
  final Layer classifier() {
    return dense(classes, classifierActivation).name("predictions");
  }

  /** A layer by this name, or by its class's where that is null. */
  static <L extends FluentLayer<L>> L called(L layer, String name) {
    return name == null ? layer : layer.name(name);
  }
}
