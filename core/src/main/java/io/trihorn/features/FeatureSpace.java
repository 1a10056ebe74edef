package io.trihorn.features;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.preprocessing.text.HashedCrossing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The columns of a table as one input of a model, {@code keras.utils.FeatureSpace}: each column is
 * encoded as its {@link Feature} says, combinations of columns are crossed, and all are put
 * together in the order of their names, crosses last. Works in Java, best in the threads of a
 * dataset.
 */
public final class FeatureSpace {
  /** Several columns as one of so many categories. */
  record Cross(List<String> columns, int dim, String outputMode, HashedCrossing layer) {
    Cross(List<String> columns, int dim, String outputMode) {
      this(List.copyOf(columns), dim, outputMode, new HashedCrossing(dim));
      if (!outputMode.equals("one_hot") && !outputMode.equals("int")) {
        throw new IllegalArgumentException(
            "cross: expected outputMode one_hot or int, but got '" + outputMode + "'");
      }
    }

    String name() {
      return String.join("_X_", columns);
    }
  }

  private final Map<String, Feature> features;
  private final Map<String, Cross> crosses = new TreeMap<>();
  private String outputMode = "concat";
  private String backend;
  private boolean adapted;
  private FeatureTensors tensors;

  /** A space of these columns. */
  public FeatureSpace(Map<String, Feature> features) {
    if (features.isEmpty()) {
      throw new IllegalArgumentException("FeatureSpace: expected features, but got none");
    }
    this.features = new TreeMap<>(features);
  }

  /**
   * Adds a combination of columns, whose categories are hashed to so many.
   *
   * @param columns names of at least two columns of categories
   * @param crossingDim the number of categories
   */
  public FeatureSpace cross(List<String> columns, int crossingDim) {
    return cross(columns, crossingDim, "one_hot");
  }

  /**
   * Adds a combination of columns.
   *
   * @param outputMode {@code one_hot} (the default), or {@code int}, the category's number, which
   *     cannot be put together with others
   */
  public FeatureSpace cross(List<String> columns, int crossingDim, String outputMode) {
    for (String column : columns) {
      if (!features.containsKey(column)) {
        throw new IllegalArgumentException(
            "cross: there is no column '" + column + "' among " + features.keySet());
      }
    }
    Cross cross = new Cross(columns, crossingDim, outputMode);
    crosses.put(cross.name(), cross);
    return this;
  }

  /** What computes layers that are not of texts; by default the backend that is configured. */
  public FeatureSpace on(String name) {
    backend = name;
    return this;
  }

  /**
   * How Keras gives the columns when it opens a space that was saved: {@code concat} (the default)
   * as {@link #call}, {@code dict} as {@link #callByName}. Here one calls either.
   */
  public FeatureSpace outputMode(String mode) {
    if (!mode.equals("concat") && !mode.equals("dict")) {
      throw new IllegalArgumentException(
          "outputMode: expected concat or dict, but got '" + mode + "'");
    }
    outputMode = mode;
    return this;
  }

  String outputMode() {
    return outputMode;
  }

  Map<String, Feature> features() {
    return features;
  }

  Collection<Cross> crosses() {
    return crosses.values();
  }

  /**
   * The space in Keras's serialized form, without what lookups and normalizations have learned,
   * which is kept beside it.
   *
   * @throws IllegalStateException if it has something to learn and has not been adapted
   */
  public JsonObject toJson() {
    requireAdapted();
    return FeatureSpaceConfig.write(this);
  }

  /**
   * A space from {@link #toJson}, adapted.
   *
   * @throws ConfigException if it is no space, or something in it is unknown
   */
  public static FeatureSpace fromJson(JsonObject serialized) {
    FeatureSpace space = FeatureSpaceConfig.read(serialized);
    space.adapted = true;
    return space;
  }

  /** The feature of a column. */
  public Feature feature(String column) {
    return features.get(column);
  }

  /**
   * Learns what features learn: means, boundaries and categories.
   *
   * @param table the columns, each an array or a list with a value for each row
   */
  public void adapt(Map<String, ?> table) {
    features.forEach((name, feature) -> feature.adapt(column(name, table)));
    adapted = true;
  }

  /**
   * The inputs of a model that begins with this space, one {@code (batch, 1)} for each column, by
   * name. What is made of them by {@link #getEncodedFeatures} is a part of the model, and saved
   * with it.
   *
   * @throws IllegalStateException if the space has not been adapted
   */
  public Map<String, KerasTensor> getInputs() {
    return tensors().inputs();
  }

  /**
   * All columns together as a tensor of a model, float32 {@code (batch, all widths)}: what {@link
   * #call} gives for {@link #getInputs}. Crosses are of columns of texts, or of numbers that are
   * hashed, since they are made where data are read.
   *
   * @throws IllegalStateException if the space has not been adapted
   */
  public KerasTensor getEncodedFeatures() {
    return tensors().together();
  }

  /** Each column and each cross as a tensor of a model: Keras's output mode {@code dict}. */
  public Map<String, KerasTensor> getEncodedFeaturesByName() {
    return tensors().encoded();
  }

  private FeatureTensors tensors() {
    requireAdapted();
    if (tensors == null) {
      tensors = FeatureTensors.of(features, crosses.values());
    }
    return tensors;
  }

  private void requireAdapted() {
    if (!adapted && features.values().stream().anyMatch(Feature::learns)) {
      throw new IllegalStateException("FeatureSpace: call adapt with a table first");
    }
  }

  private TensorData column(String name, Map<String, ?> table) {
    Object values = table.get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          "FeatureSpace: expected a column '" + name + "', but got " + table.keySet());
    }
    return features.get(name).column(values);
  }

  /**
   * All columns together.
   *
   * @param table the columns, each an array or a list with a value for each row
   * @return float32 {@code (batch, all widths)}
   * @throws IllegalStateException if it has not been adapted
   */
  public TensorData call(Map<String, ?> table) {
    Map<String, TensorData> parts = callByName(table);
    long rows = parts.values().iterator().next().type().dim(0);
    long width = 0;
    for (Map.Entry<String, TensorData> part : parts.entrySet()) {
      if (!part.getValue().dtype().isFloating()) {
        throw new IllegalArgumentException(
            "FeatureSpace: '%s' is of outputMode int, which cannot be put together with others; take it by callByName"
                .formatted(part.getKey()));
      }
      if (part.getValue().type().dim(0) != rows) {
        throw new ShapeException(
            "FeatureSpace: column '%s' has %d rows, but others have %d"
                .formatted(part.getKey(), part.getValue().type().dim(0), rows));
      }
      width += part.getValue().type().dim(1);
    }
    TensorData out = TensorData.zeros(TensorType.of(DataType.FLOAT32, rows, width));
    long first = 0;
    for (TensorData part : parts.values()) {
      long own = part.type().dim(1);
      for (long i = 0; i < part.size(); i++) {
        out.setDouble(i / own * width + first + i % own, part.getDouble(i));
      }
      first += own;
    }
    return out;
  }

  /** Each column and each cross for itself, by name: Keras's output mode {@code dict}. */
  public Map<String, TensorData> callByName(Map<String, ?> table) {
    requireAdapted();
    Map<String, TensorData> codes = new LinkedHashMap<>();
    features.forEach(
        (name, feature) -> codes.put(name, feature.encode(column(name, table), backend)));
    Map<String, TensorData> parts = new LinkedHashMap<>();
    features.forEach(
        (name, feature) ->
            parts.put(
                name,
                feature.outputMode().equals("one_hot")
                    ? oneHot(codes.get(name), feature.categories())
                    : codes.get(name)));
    crosses.forEach(
        (name, cross) -> {
          List<TensorData> of = new ArrayList<>(cross.columns().stream().map(codes::get).toList());
          TensorData code = cross.layer().compute(of);
          parts.put(name, cross.outputMode().equals("one_hot") ? oneHot(code, cross.dim()) : code);
        });
    return parts;
  }

  private static TensorData oneHot(TensorData codes, int categories) {
    long rows = codes.type().dim(0);
    long each = rows == 0 ? 0 : codes.size() / rows;
    TensorData hot = TensorData.zeros(TensorType.of(DataType.FLOAT32, rows, categories));
    for (long i = 0; i < codes.size(); i++) {
      long code = codes.getLong(i);
      if (code >= 0 && code < categories) {
        hot.setDouble(i / each * categories + code, 1);
      }
    }
    return hot;
  }
}
