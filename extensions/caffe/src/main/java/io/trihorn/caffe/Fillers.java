package io.trihorn.caffe;

import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import java.util.Arrays;

/** Caffe's fillers as initializers. */
final class Fillers {
  private Fillers() {}

  /** A filler of a kernel, whose outputs are the last axis here; zeros where the text has none. */
  static Initializer of(Site site, Part filler) {
    return of(site, filler, 0, false);
  }

  /** A filler of a convolution's kernel, which alone can be one that enlarges images. */
  static Initializer ofKernel(Site site, Part filler, int... extents) {
    if (!filler.text("type").equals("bilinear")) {
      return of(site, filler);
    }
    if (extents.length != 2 || extents[0] != extents[1]) {
      throw site.error(
          "the filler bilinear takes square kernels of images, but got "
              + Arrays.toString(extents));
    }
    return new BlobFiller("bilinear", filler.text("variance_norm"), false);
  }

  /** A filler of a blob that has its axes in Caffe's order; a constant where the text has none. */
  static Initializer ofRows(Site site, Part filler, double otherwise) {
    return of(site, filler, otherwise, true);
  }

  private static Initializer of(Site site, Part filler, double otherwise, boolean rowsFirst) {
    if (filler.message().equals(filler.message().getDefaultInstanceForType())) {
      return Initializers.constant(otherwise);
    }
    String type = filler.text("type");
    String norm = filler.text("variance_norm");
    return switch (type) {
      case "constant" -> Initializers.constant(filler.number("value"));
      case "uniform" -> Initializers.randomUniform(filler.number("min"), filler.number("max"));
      case "gaussian" -> gaussian(filler);
      case "xavier" -> rowsFirst ? new BlobFiller(type, norm, true) : scaled(norm, 1, "uniform");
      case "msra" ->
          rowsFirst ? new BlobFiller(type, norm, true) : scaled(norm, 2, "untruncated_normal");
      case "positive_unitball" -> new BlobFiller(type, norm, rowsFirst);
      case "bilinear" ->
          throw site.error("the filler bilinear takes square kernels of images, and this is none");
      default ->
          throw site.error(
              "expected a filler constant, uniform, gaussian, positive_unitball, xavier, msra or"
                  + " bilinear, but got '"
                  + type
                  + "'");
    };
  }

  private static Initializer gaussian(Part filler) {
    return filler.integer("sparse") >= 0
        ? new SparseNormal(filler.number("mean"), filler.number("std"), filler.integer("sparse"))
        : Initializers.randomNormal(filler.number("mean"), filler.number("std"));
  }

  private static Initializer scaled(String norm, double scale, String distribution) {
    String mode =
        switch (norm) {
          case "FAN_OUT" -> "fan_out";
          case "AVERAGE" -> "fan_avg";
          default -> "fan_in";
        };
    return Initializers.varianceScaling(scale, mode, distribution);
  }
}
