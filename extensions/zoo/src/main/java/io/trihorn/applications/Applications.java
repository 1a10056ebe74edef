package io.trihorn.applications;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.DataFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The architectures of {@code keras.applications}, a factory for each:
 *
 * <pre>{@code
 * Model model = Applications.mobileNetV2().alpha(0.5).inputShape(96, 96, 3).classes(10).build();
 * }</pre>
 */
public final class Applications {
  private static final Map<String, Supplier<Application<?>>> BY_NAME = byName();

  private Applications() {}

  private static Map<String, Supplier<Application<?>>> byName() {
    Map<String, Supplier<Application<?>>> all = new LinkedHashMap<>();
    all.put("VGG16", Applications::vgg16);
    all.put("VGG19", Applications::vgg19);
    all.put("ResNet50", Applications::resNet50);
    all.put("ResNet101", Applications::resNet101);
    all.put("ResNet152", Applications::resNet152);
    all.put("ResNet50V2", Applications::resNet50V2);
    all.put("ResNet101V2", Applications::resNet101V2);
    all.put("ResNet152V2", Applications::resNet152V2);
    all.put("MobileNet", Applications::mobileNet);
    all.put("MobileNetV2", Applications::mobileNetV2);
    all.put("MobileNetV3Small", Applications::mobileNetV3Small);
    all.put("MobileNetV3Large", Applications::mobileNetV3Large);
    all.put("DenseNet121", Applications::denseNet121);
    all.put("DenseNet169", Applications::denseNet169);
    all.put("DenseNet201", Applications::denseNet201);
    all.put("EfficientNetB0", Applications::efficientNetB0);
    all.put("EfficientNetB1", Applications::efficientNetB1);
    all.put("EfficientNetB2", Applications::efficientNetB2);
    all.put("EfficientNetB3", Applications::efficientNetB3);
    all.put("EfficientNetB4", Applications::efficientNetB4);
    all.put("EfficientNetB5", Applications::efficientNetB5);
    all.put("EfficientNetB6", Applications::efficientNetB6);
    all.put("EfficientNetB7", Applications::efficientNetB7);
    all.put("EfficientNetV2B0", Applications::efficientNetV2B0);
    all.put("EfficientNetV2B1", Applications::efficientNetV2B1);
    all.put("EfficientNetV2B2", Applications::efficientNetV2B2);
    all.put("EfficientNetV2B3", Applications::efficientNetV2B3);
    all.put("EfficientNetV2S", Applications::efficientNetV2S);
    all.put("EfficientNetV2M", Applications::efficientNetV2M);
    all.put("EfficientNetV2L", Applications::efficientNetV2L);
    all.put("InceptionV3", Applications::inceptionV3);
    all.put("InceptionResNetV2", Applications::inceptionResNetV2);
    all.put("Xception", Applications::xception);
    all.put("ConvNeXtTiny", Applications::convNeXtTiny);
    all.put("ConvNeXtSmall", Applications::convNeXtSmall);
    all.put("ConvNeXtBase", Applications::convNeXtBase);
    all.put("ConvNeXtLarge", Applications::convNeXtLarge);
    all.put("ConvNeXtXLarge", Applications::convNeXtXLarge);
    all.put("NASNetMobile", Applications::nasNetMobile);
    all.put("NASNetLarge", Applications::nasNetLarge);
    return all;
  }

  /** Keras's names of all architectures. */
  public static Set<String> names() {
    return Set.copyOf(BY_NAME.keySet());
  }

  /**
   * What images become by the name of a way, {@code imagenet_utils.preprocess_input}; {@link
   * Application#preprocessInput} knows the way of an architecture.
   *
   * @param images values from 0 to 255 in red, green and blue: {@code (..., 3)} or {@code (..., 3,
   *     height, width)}
   * @param mode {@code caffe} (blue, green, red, less ImageNet's mean), {@code tf} (from -1 to 1)
   *     or {@code torch} (from 0 to 1, then by ImageNet's mean and standard deviation)
   * @param dataFormat {@code channels_last} or {@code channels_first}
   * @return float32 of the same shape
   */
  public static TensorData preprocessInput(Object images, String mode, String dataFormat) {
    return Preprocessing.ofMode(mode).apply(images, DataFormat.parse(dataFormat));
  }

  /**
   * The architecture of this name.
   *
   * @param name Keras's, {@code ResNet50}
   * @throws IllegalArgumentException if there is none; the message has the names there are
   */
  public static Application<?> named(String name) {
    Supplier<Application<?>> found = BY_NAME.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no architecture '" + name + "'; there are " + BY_NAME.keySet());
    }
    return found.get();
  }

  /** VGG16: 16 layers with weights, images of 224 by 224. */
  public static VGG vgg16() {
    return VGG.vgg16();
  }

  /** VGG19: 19 layers with weights, images of 224 by 224. */
  public static VGG vgg19() {
    return VGG.vgg19();
  }

  /** ResNet50: 50 layers, images of 224 by 224. */
  public static ResNet resNet50() {
    return ResNet.resNet50();
  }

  /** ResNet101: 101 layers, images of 224 by 224. */
  public static ResNet resNet101() {
    return ResNet.resNet101();
  }

  /** ResNet152: 152 layers, images of 224 by 224. */
  public static ResNet resNet152() {
    return ResNet.resNet152();
  }

  /** ResNet50V2: 50 layers, images of 224 by 224. */
  public static ResNetV2 resNet50V2() {
    return ResNetV2.resNet50V2();
  }

  /** ResNet101V2: 101 layers, images of 224 by 224. */
  public static ResNetV2 resNet101V2() {
    return ResNetV2.resNet101V2();
  }

  /** ResNet152V2: 152 layers, images of 224 by 224. */
  public static ResNetV2 resNet152V2() {
    return ResNetV2.resNet152V2();
  }

  /** MobileNet: For phones, images of 224 by 224. */
  public static MobileNet mobileNet() {
    return new MobileNet();
  }

  /** MobileNetV2: For phones, images of 224 by 224. */
  public static MobileNetV2 mobileNetV2() {
    return new MobileNetV2();
  }

  /** MobileNetV3Small: The smaller one for phones, images of any size. */
  public static MobileNetV3 mobileNetV3Small() {
    return MobileNetV3.small();
  }

  /** MobileNetV3Large: The larger one for phones, images of any size. */
  public static MobileNetV3 mobileNetV3Large() {
    return MobileNetV3.large();
  }

  /** DenseNet121: 121 layers, images of 224 by 224. */
  public static DenseNet denseNet121() {
    return DenseNet.denseNet121();
  }

  /** DenseNet169: 169 layers, images of 224 by 224. */
  public static DenseNet denseNet169() {
    return DenseNet.denseNet169();
  }

  /** DenseNet201: 201 layers, images of 224 by 224. */
  public static DenseNet denseNet201() {
    return DenseNet.denseNet201();
  }

  /** EfficientNetB0: images of 224 by 224. */
  public static EfficientNet efficientNetB0() {
    return EfficientNet.b(0);
  }

  /** EfficientNetB1: images of 240 by 240. */
  public static EfficientNet efficientNetB1() {
    return EfficientNet.b(1);
  }

  /** EfficientNetB2: images of 260 by 260. */
  public static EfficientNet efficientNetB2() {
    return EfficientNet.b(2);
  }

  /** EfficientNetB3: images of 300 by 300. */
  public static EfficientNet efficientNetB3() {
    return EfficientNet.b(3);
  }

  /** EfficientNetB4: images of 380 by 380. */
  public static EfficientNet efficientNetB4() {
    return EfficientNet.b(4);
  }

  /** EfficientNetB5: images of 456 by 456. */
  public static EfficientNet efficientNetB5() {
    return EfficientNet.b(5);
  }

  /** EfficientNetB6: images of 528 by 528. */
  public static EfficientNet efficientNetB6() {
    return EfficientNet.b(6);
  }

  /** EfficientNetB7: images of 600 by 600. */
  public static EfficientNet efficientNetB7() {
    return EfficientNet.b(7);
  }

  /** EfficientNetV2B0: images of 224 by 224. */
  public static EfficientNetV2 efficientNetV2B0() {
    return EfficientNetV2.b(0);
  }

  /** EfficientNetV2B1: images of 240 by 240. */
  public static EfficientNetV2 efficientNetV2B1() {
    return EfficientNetV2.b(1);
  }

  /** EfficientNetV2B2: images of 260 by 260. */
  public static EfficientNetV2 efficientNetV2B2() {
    return EfficientNetV2.b(2);
  }

  /** EfficientNetV2B3: images of 300 by 300. */
  public static EfficientNetV2 efficientNetV2B3() {
    return EfficientNetV2.b(3);
  }

  /** EfficientNetV2S: images of 384 by 384. */
  public static EfficientNetV2 efficientNetV2S() {
    return EfficientNetV2.small();
  }

  /** EfficientNetV2M: images of 480 by 480. */
  public static EfficientNetV2 efficientNetV2M() {
    return EfficientNetV2.medium();
  }

  /** EfficientNetV2L: images of 480 by 480. */
  public static EfficientNetV2 efficientNetV2L() {
    return EfficientNetV2.large();
  }

  /** InceptionV3: images of 299 by 299. */
  public static InceptionV3 inceptionV3() {
    return new InceptionV3();
  }

  /** InceptionResNetV2: images of 299 by 299. */
  public static InceptionResNetV2 inceptionResNetV2() {
    return new InceptionResNetV2();
  }

  /** Xception: images of 299 by 299. */
  public static Xception xception() {
    return new Xception();
  }

  /** ConvNeXtTiny: images of 224 by 224. */
  public static ConvNeXt convNeXtTiny() {
    return ConvNeXt.tiny();
  }

  /** ConvNeXtSmall: images of 224 by 224. */
  public static ConvNeXt convNeXtSmall() {
    return ConvNeXt.small();
  }

  /** ConvNeXtBase: images of 224 by 224. */
  public static ConvNeXt convNeXtBase() {
    return ConvNeXt.base();
  }

  /** ConvNeXtLarge: images of 224 by 224. */
  public static ConvNeXt convNeXtLarge() {
    return ConvNeXt.large();
  }

  /** ConvNeXtXLarge: images of 224 by 224. */
  public static ConvNeXt convNeXtXLarge() {
    return ConvNeXt.xlarge();
  }

  /** NASNetMobile: The small one, images of 224 by 224. */
  public static NASNet nasNetMobile() {
    return NASNet.mobile();
  }

  /** NASNetLarge: The large one, images of 331 by 331. */
  public static NASNet nasNetLarge() {
    return NASNet.large();
  }
}
