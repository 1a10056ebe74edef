package io.trihorn.tribuo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Rows of numbers as Tribuo's examples, and back. */
public final class Rows {
  private Rows() {}

  /**
   * Rows as a dataset of Tribuo. The features' names are the numbers of the columns, with zeros
   * before them: Tribuo sorts features by name, and so they stay in their order.
   *
   * @param x {@code (rows, columns)}
   * @param y the output of each row
   * @param factory such as a {@code LabelFactory}
   */
  public static <T extends Output<T>> MutableDataset<T> dataset(
      float[][] x, List<T> y, OutputFactory<T> factory) {
    if (x.length != y.size()) {
      throw new IllegalArgumentException(
          "expected an output for each of the " + x.length + " rows, but got " + y.size());
    }
    int columns = x.length == 0 ? 0 : x[0].length;
    int digits = String.valueOf(columns).length();
    String[] names =
        IntStream.range(0, columns)
            .mapToObj(column -> String.format(Locale.ROOT, "%0" + digits + "d", column))
            .toArray(String[]::new);
    List<Example<T>> examples = new ArrayList<>();
    for (int row = 0; row < x.length; row++) {
      float[] values = x[row];
      double[] numbers = IntStream.range(0, columns).mapToDouble(i -> values[i]).toArray();
      examples.add(new ArrayExample<>(y.get(row), names, numbers));
    }
    return new MutableDataset<>(
        examples, new SimpleDataSourceProvenance("rows of numbers", factory), factory);
  }

  /** The features of all examples, in the order of their ids; what is missing is 0. */
  static <T extends Output<T>> float[][] of(Dataset<T> examples, ImmutableFeatureMap features) {
    float[][] rows = new float[examples.size()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = new float[features.size()];
      fill(rows[row], examples.getExample(row), features);
    }
    return rows;
  }

  /**
   * Writes the features of an example by their ids.
   *
   * @return how many of them there are in the map
   */
  static int fill(float[] row, Example<?> example, ImmutableFeatureMap features) {
    int known = 0;
    for (Feature feature : example) {
      int id = features.getID(feature.getName());
      if (id >= 0) {
        row[id] += (float) feature.getValue();
        known++;
      }
    }
    return known;
  }
}
