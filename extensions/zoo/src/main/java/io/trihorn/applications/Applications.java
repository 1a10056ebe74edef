package io.trihorn.applications;

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
    return all;
  }

  /** Keras's names of all architectures. */
  public static Set<String> names() {
    return Set.copyOf(BY_NAME.keySet());
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
}
