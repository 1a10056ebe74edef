package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Random;

/** Where the elements of an input come from. */
@FunctionalInterface
public interface Fill {
  /** Standard normal numbers. */
  Fill NORMAL = Random::nextGaussian;

  /** The next element. */
  double next(Random random);

  /** Numbers evenly spread from a bound to another. */
  static Fill uniform(double low, double high) {
    return random -> low + (high - low) * random.nextDouble();
  }

  /** Whole numbers, both bounds included; a narrow range makes ties. */
  static Fill integers(int low, int high) {
    return random -> low + random.nextInt(high - low + 1);
  }

  /** Something sensible for an element type: small numbers, of either sign where there are two. */
  static Fill of(DataType dtype) {
    return switch (dtype) {
      case BOOLEAN -> integers(0, 1);
      case UINT8 -> integers(0, 15);
      case INT8, INT32, INT64 -> integers(-9, 9);
      default -> NORMAL;
    };
  }

  /** A tensor of such elements. */
  static TensorData tensor(TensorType type, Fill fill, Random random) {
    TensorData data = TensorData.zeros(type);
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, fill.next(random));
    }
    return data;
  }
}
