package io.trihorn.initializers;

import io.trihorn.config.Registry;
import java.util.Map;

/** The initializers by Keras's names. */
public final class Initializers {
  /** All of them; classes of your own are added here. */
  public static final Registry<Initializer> REGISTRY =
      new Registry<Initializer>("initializer", "keras.initializers")
          .add("Zeros", () -> new Constant("Zeros", 0), "zeros", "zero")
          .add("Ones", () -> new Constant("Ones", 1), "ones", "one")
          .add("Constant", () -> new Constant("Constant", 0), "constant")
          .add("RandomUniform", RandomUniform::new, "random_uniform", "uniform")
          .add(
              "RandomNormal",
              () -> new RandomNormal("RandomNormal", false),
              "random_normal",
              "normal")
          .add(
              "TruncatedNormal",
              () -> new RandomNormal("TruncatedNormal", true),
              "truncated_normal")
          .add("Orthogonal", Orthogonal::new, "orthogonal", "OrthogonalInitializer")
          .add("Identity", () -> new Identity(1), "identity", "IdentityInitializer")
          .add("STFT", Stft::new, "stft", "STFTInitializer");

  static {
    for (VarianceScaling.Preset preset : VarianceScaling.Preset.values()) {
      REGISTRY.add(preset.className(), () -> new VarianceScaling(preset), preset.keras());
    }
  }

  private Initializers() {}

  /** The initializer of Keras's name, with default attributes. */
  public static Initializer get(String name) {
    return REGISTRY.create(name);
  }

  /** Zeros. */
  public static Initializer zeros() {
    return get("Zeros");
  }

  /** Ones. */
  public static Initializer ones() {
    return get("Ones");
  }

  /** One value everywhere. */
  public static Initializer constant(double value) {
    return new Constant("Constant", value);
  }

  /** Glorot's uniform initializer, Keras's default for kernels. */
  public static Initializer glorotUniform() {
    return get("GlorotUniform");
  }

  /** A random matrix with orthonormal columns, or rows; Keras's default for recurrent kernels. */
  public static Initializer orthogonal() {
    return get("Orthogonal");
  }

  /** The one of Keras's name, with attributes by Keras's names. */
  public static Initializer get(String name, Map<String, ?> attributes) {
    return REGISTRY.create(name, attributes);
  }

  /** Glorot's normal initializer. */
  public static Initializer glorotNormal() {
    return get("GlorotNormal");
  }

  /** He's normal initializer. */
  public static Initializer heNormal() {
    return get("HeNormal");
  }

  /** He's uniform initializer. */
  public static Initializer heUniform() {
    return get("HeUniform");
  }

  /** LeCun's normal initializer. */
  public static Initializer lecunNormal() {
    return get("LecunNormal");
  }

  /** LeCun's uniform initializer. */
  public static Initializer lecunUniform() {
    return get("LecunUniform");
  }

  /** Normal numbers. */
  public static Initializer randomNormal(double mean, double stddev) {
    return get("RandomNormal", Map.of("mean", mean, "stddev", stddev));
  }

  /** Normal numbers within two standard deviations. */
  public static Initializer truncatedNormal(double mean, double stddev) {
    return get("TruncatedNormal", Map.of("mean", mean, "stddev", stddev));
  }

  /** Uniform numbers. */
  public static Initializer randomUniform(double minval, double maxval) {
    return get("RandomUniform", Map.of("minval", minval, "maxval", maxval));
  }

  /** Numbers whose variance follows from the extents of the weight. */
  public static Initializer varianceScaling(double scale, String mode, String distribution) {
    return get(
        "VarianceScaling", Map.of("scale", scale, "mode", mode, "distribution", distribution));
  }

  /** A multiple of the unit matrix. */
  public static Initializer identity(double gain) {
    return get("Identity", Map.of("gain", gain));
  }
}
