package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.Pipeline;
import io.trihorn.layers.preprocessing.image.AugMix;
import io.trihorn.layers.preprocessing.image.AutoContrast;
import io.trihorn.layers.preprocessing.image.ContrastLimitedAdaptiveHistogramEqualization;
import io.trihorn.layers.preprocessing.image.CutMix;
import io.trihorn.layers.preprocessing.image.Equalization;
import io.trihorn.layers.preprocessing.image.MaxNumBoundingBoxes;
import io.trihorn.layers.preprocessing.image.MixUp;
import io.trihorn.layers.preprocessing.image.RandAugment;
import io.trihorn.layers.preprocessing.image.RandomBrightness;
import io.trihorn.layers.preprocessing.image.RandomColorDegeneration;
import io.trihorn.layers.preprocessing.image.RandomColorJitter;
import io.trihorn.layers.preprocessing.image.RandomContrast;
import io.trihorn.layers.preprocessing.image.RandomCrop;
import io.trihorn.layers.preprocessing.image.RandomElasticTransform;
import io.trihorn.layers.preprocessing.image.RandomErasing;
import io.trihorn.layers.preprocessing.image.RandomFlip;
import io.trihorn.layers.preprocessing.image.RandomGaussianBlur;
import io.trihorn.layers.preprocessing.image.RandomGrayscale;
import io.trihorn.layers.preprocessing.image.RandomHue;
import io.trihorn.layers.preprocessing.image.RandomInvert;
import io.trihorn.layers.preprocessing.image.RandomPerspective;
import io.trihorn.layers.preprocessing.image.RandomPosterization;
import io.trihorn.layers.preprocessing.image.RandomRotation;
import io.trihorn.layers.preprocessing.image.RandomSaturation;
import io.trihorn.layers.preprocessing.image.RandomSharpness;
import io.trihorn.layers.preprocessing.image.RandomShear;
import io.trihorn.layers.preprocessing.image.RandomTranslation;
import io.trihorn.layers.preprocessing.image.RandomZoom;
import io.trihorn.layers.preprocessing.image.Solarization;

/**
 * The registry rows and factories of {@code layers.preprocessing.image}, which {@link Layers}
 * inherits.
 */
public abstract class ImageLayers extends PreprocessingLayers {
  ImageLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("Pipeline", () -> new Pipeline(registry))
        .add("AugMix", AugMix::new)
        .add("AutoContrast", AutoContrast::new)
        .add(
            "ContrastLimitedAdaptiveHistogramEqualization",
            ContrastLimitedAdaptiveHistogramEqualization::new)
        .add("CutMix", () -> new CutMix(1))
        .add("Equalization", Equalization::new)
        .add("MaxNumBoundingBoxes", () -> new MaxNumBoundingBoxes(1))
        .add("MixUp", () -> new MixUp(0.2))
        .add("RandAugment", RandAugment::new)
        .add("RandomBrightness", () -> new RandomBrightness(0))
        .add("RandomColorDegeneration", () -> new RandomColorDegeneration(0))
        .add("RandomColorJitter", RandomColorJitter::new)
        .add("RandomContrast", () -> new RandomContrast(0))
        .add("RandomCrop", () -> new RandomCrop(1, 1))
        .add("RandomElasticTransform", RandomElasticTransform::new)
        .add("RandomErasing", RandomErasing::new)
        .add("RandomFlip", () -> new RandomFlip("horizontal_and_vertical"))
        .add("RandomGaussianBlur", RandomGaussianBlur::new)
        .add("RandomGrayscale", () -> new RandomGrayscale(0.5))
        .add("RandomHue", () -> new RandomHue(0))
        .add("RandomInvert", () -> new RandomInvert(1))
        .add("RandomPerspective", RandomPerspective::new)
        .add("RandomPosterization", () -> new RandomPosterization(8))
        .add("RandomRotation", () -> new RandomRotation(0))
        .add("RandomSaturation", () -> new RandomSaturation(0))
        .add("RandomSharpness", () -> new RandomSharpness(0))
        .add("RandomShear", RandomShear::new)
        .add("RandomTranslation", () -> new RandomTranslation(0, 0))
        .add("RandomZoom", () -> new RandomZoom(0))
        .add("Solarization", Solarization::new);
  }

  /** Layers one after the other, as one layer. */
  public static Pipeline pipeline(Layer... layers) {
    return new Pipeline(Layers.REGISTRY, layers);
  }

  /** Images mixed with chains of augmented ones. */
  public static AugMix augMix() {
    return new AugMix();
  }

  /** Images stretched over the whole range of values. */
  public static AutoContrast autoContrast() {
    return new AutoContrast();
  }

  /** Images whose values are spread evenly within tiles, with a limit to how much. */
  public static ContrastLimitedAdaptiveHistogramEqualization
      contrastLimitedAdaptiveHistogramEqualization() {
    return new ContrastLimitedAdaptiveHistogramEqualization();
  }

  /** Images with a random box from another image of the batch. */
  public static CutMix cutMix(double factor) {
    return new CutMix(factor);
  }

  /** Images whose values are spread evenly. */
  public static Equalization equalization() {
    return new Equalization();
  }

  /** Bounding boxes cut or filled up to a number of them. */
  public static MaxNumBoundingBoxes maxNumBoundingBoxes(int maxNumber) {
    return new MaxNumBoundingBoxes(maxNumber);
  }

  /** Images mixed with another image of the batch. */
  public static MixUp mixUp(double alpha) {
    return new MixUp(alpha);
  }

  /** Images changed by some of eleven augmentations. */
  public static RandAugment randAugment() {
    return new RandAugment();
  }

  /** Images brighter or darker, by up to a part of the range of values. */
  public static RandomBrightness randomBrightness(double factor) {
    return new RandomBrightness(factor);
  }

  /** Images drawn towards gray. */
  public static RandomColorDegeneration randomColorDegeneration(double factor) {
    return new RandomColorDegeneration(factor);
  }

  /** Images of other brightness, contrast, saturation and hue. */
  public static RandomColorJitter randomColorJitter() {
    return new RandomColorJitter();
  }

  /** Images of other contrast. */
  public static RandomContrast randomContrast(double factor) {
    return new RandomContrast(factor);
  }

  /** A random part of images. */
  public static RandomCrop randomCrop(int height, int width) {
    return new RandomCrop(height, width);
  }

  /** Images distorted by smooth random shifts. */
  public static RandomElasticTransform randomElasticTransform() {
    return new RandomElasticTransform();
  }

  /** Images in which a random box is painted over. */
  public static RandomErasing randomErasing() {
    return new RandomErasing();
  }

  /** Images mirrored at random: horizontal, vertical or horizontal_and_vertical. */
  public static RandomFlip randomFlip(String mode) {
    return new RandomFlip(mode);
  }

  /** Images blurred at random. */
  public static RandomGaussianBlur randomGaussianBlur() {
    return new RandomGaussianBlur();
  }

  /** Images made gray with a probability. */
  public static RandomGrayscale randomGrayscale(double factor) {
    return new RandomGrayscale(factor);
  }

  /** Images whose hues are turned. */
  public static RandomHue randomHue(double factor) {
    return new RandomHue(factor);
  }

  /** Negatives of images, with a probability up to this. */
  public static RandomInvert randomInvert(double factor) {
    return new RandomInvert(factor);
  }

  /** Images as seen from elsewhere. */
  public static RandomPerspective randomPerspective() {
    return new RandomPerspective();
  }

  /** Images of fewer values, 1 to factor - 1 bits each. */
  public static RandomPosterization randomPosterization(int factor) {
    return new RandomPosterization(factor);
  }

  /** Images turned by up to this part of a full turn. */
  public static RandomRotation randomRotation(double factor) {
    return new RandomRotation(factor);
  }

  /** Images of other saturation. */
  public static RandomSaturation randomSaturation(double factor) {
    return new RandomSaturation(factor);
  }

  /** Images sharper or smoother. */
  public static RandomSharpness randomSharpness(double factor) {
    return new RandomSharpness(factor);
  }

  /** Images sheared at random. */
  public static RandomShear randomShear() {
    return new RandomShear();
  }

  /** Images shifted by up to these parts of height and width. */
  public static RandomTranslation randomTranslation(double heightFactor, double widthFactor) {
    return new RandomTranslation(heightFactor, widthFactor);
  }

  /** Images enlarged or reduced. */
  public static RandomZoom randomZoom(double heightFactor) {
    return new RandomZoom(heightFactor);
  }

  /** Images whose values become negative above a threshold. */
  public static Solarization solarization() {
    return new Solarization();
  }
}
