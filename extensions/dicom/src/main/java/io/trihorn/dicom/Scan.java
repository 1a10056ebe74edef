package io.trihorn.dicom;

import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A picture of a scanner, or several in one file.
 *
 * <pre>{@code
 * Scan scan = Scan.read(Path.of("CT_small.dcm"));
 * NDArray found = model.predict(scan.window(40, 400));
 * }</pre>
 */
public final class Scan {
  private final Tags tags;
  private final TensorData values;

  private Scan(Tags tags, TensorData values) {
    this.tags = tags;
    this.values = values;
  }

  /**
   * Reads a DICOM file that is not compressed, with one value for each pixel.
   *
   * @throws IOException if it is not there, or no such file
   */
  public static Scan read(Path file) throws IOException {
    Tags tags = Tags.read(file);
    return new Scan(tags, Pixels.of(tags).read(tags));
  }

  /**
   * What was measured, after the rescaling that the file asks for: in a CT Hounsfield units, -1000
   * for air and 0 for water.
   *
   * @return float32 {@code (pictures, height, width, 1)}
   */
  public TensorData values() {
    return values;
  }

  /**
   * A window on the values, as radiologists look through: {@code center - width / 2} and what is
   * below is 0, {@code center + width / 2} and what is above is 1. Soft tissue is (40, 400), lungs
   * are (-600, 1500), bones (400, 1800).
   *
   * @return float32 {@code (pictures, height, width, 1)}, ready for a model
   */
  public TensorData window(double center, double width) {
    if (!(width > 0)) {
      throw new IllegalArgumentException("a window's width should be above 0, but is " + width);
    }
    TensorData seen = TensorData.zeros(values.type());
    for (long i = 0; i < seen.size(); i++) {
      double share = (values.getDouble(i) - center) / width + 0.5;
      seen.setDouble(i, Math.max(0, Math.min(1, share)));
    }
    return seen;
  }

  /** What the file says under a tag such as {@code 0008,0060}, which is the kind of scanner. */
  public Optional<String> tag(String tag) {
    return tags.text(tag);
  }
}
