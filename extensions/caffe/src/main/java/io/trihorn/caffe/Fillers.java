package io.trihorn.caffe;

import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;

/** Caffe's fillers as initializers. */
final class Fillers {
  private Fillers() {}

  /** A filler, or zeros where the text has none. */
  static Initializer of(Site site, Part filler) {
    return of(site, filler, 0);
  }

  /** A filler, or a constant where the text has none. */
  static Initializer of(Site site, Part filler, double otherwise) {
    if (filler.equals(new Part(filler.message().getDefaultInstanceForType()))) {
      return Initializers.constant(otherwise);
    }
    return switch (filler.text("type")) {
      case "constant" -> Initializers.constant(filler.number("value"));
      case "uniform" -> Initializers.randomUniform(filler.number("min"), filler.number("max"));
      case "gaussian" -> gaussian(filler);
      case "xavier" -> scaled(filler, 1, "uniform");
      case "msra" -> scaled(filler, 2, "untruncated_normal");
      default ->
          throw site.error(
              "expected a filler constant, uniform, gaussian, xavier or msra, but got '"
                  + filler.text("type")
                  + "'; load the weights from a caffemodel, or write another filler");
    };
  }

  private static Initializer gaussian(Part filler) {
    return filler.integer("sparse") >= 0
        ? new SparseNormal(filler.number("mean"), filler.number("std"), filler.integer("sparse"))
        : Initializers.randomNormal(filler.number("mean"), filler.number("std"));
  }

  private static Initializer scaled(Part filler, double scale, String distribution) {
    String mode =
        switch (filler.text("variance_norm")) {
          case "FAN_OUT" -> "fan_out";
          case "AVERAGE" -> "fan_avg";
          default -> "fan_in";
        };
    return Initializers.varianceScaling(scale, mode, distribution);
  }
}
