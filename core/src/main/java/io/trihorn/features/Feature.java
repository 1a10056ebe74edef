package io.trihorn.features;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.Adaptive;
import io.trihorn.layers.preprocessing.Discretization;
import io.trihorn.layers.preprocessing.Normalization;
import io.trihorn.layers.preprocessing.Rescaling;
import io.trihorn.layers.preprocessing.text.Hashing;
import io.trihorn.layers.preprocessing.text.HostLayer;
import io.trihorn.layers.preprocessing.text.IntegerLookup;
import io.trihorn.layers.preprocessing.text.LookupLayer;
import io.trihorn.layers.preprocessing.text.StringLookup;
import io.trihorn.model.Sequential;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ndarray.Texts;
import java.util.Map;

/**
 * How one column of a table is encoded, as {@code FeatureSpace.float_normalized} and its kin of
 * Keras. A feature belongs to one {@link FeatureSpace}, which adapts it.
 */
public final class Feature {
  /** The attribute with the number of categories. */
  private static final Map<String, String> COUNTS =
      Map.of(
          "CategoryEncoding", "num_tokens",
          "Discretization", "num_bins",
          "HashedCrossing", "num_bins",
          "Hashing", "num_bins");

  /** The attribute that, where it is given, leaves nothing to learn. */
  private static final Map<String, String> GIVEN =
      Map.of(
          "Discretization", "bin_boundaries",
          "Normalization", "mean",
          "TextVectorization", "vocabulary");

  /** The type of an input of a model. */
  private final String dtype;

  private final Layer preprocessor;
  private String outputMode;

  /** The layer as a model, where an engine computes it; made when it is first used. */
  private Sequential model;

  private Feature(String dtype, Layer preprocessor, String outputMode) {
    this.dtype = dtype;
    this.preprocessor = preprocessor;
    outputMode(outputMode);
  }

  /**
   * A column that a layer of one's own encodes, {@code FeatureSpace.feature}.
   *
   * @param dtype the type of the column: {@code float32}, {@code int64}, {@code string}
   * @param preprocessor the layer; null for numbers as they are
   * @param outputMode {@code float} for what the layer gives, {@code one_hot} or {@code int} for
   *     the number of a category
   */
  public static Feature feature(String dtype, Layer preprocessor, String outputMode) {
    return new Feature(dtype, preprocessor, outputMode);
  }

  /** Numbers as they are. */
  public static Feature floatNumber() {
    return new Feature("float32", null, "float");
  }

  /** Numbers {@code scale * x + offset}. */
  public static Feature floatRescaled(double scale, double offset) {
    return new Feature("float32", new Rescaling(scale).offset(offset), "float");
  }

  /** Numbers less their mean, in standard deviations; both are learned. */
  public static Feature floatNormalized() {
    return new Feature("float32", new Normalization(), "float");
  }

  /**
   * Numbers as one of so many ranges; their boundaries, with about equally many in each, learned.
   */
  public static Feature floatDiscretized(int numBins) {
    return new Feature("float32", Discretization.bins(numBins), "one_hot");
  }

  /** Numbers as one of the ranges between these boundaries. */
  public static Feature floatDiscretized(double... binBoundaries) {
    return new Feature("float32", new Discretization(binBoundaries), "one_hot");
  }

  /** Whole numbers that stand for categories, which are learned, the most frequent first. */
  public static Feature integerCategorical() {
    return integerCategorical(0, 1);
  }

  /**
   * Whole numbers that stand for categories.
   *
   * @param maxTokens how many categories there are at most, those for unknown ones included; 0 for
   *     all
   * @param numOovIndices how many categories there are for unknown numbers
   */
  public static Feature integerCategorical(int maxTokens, int numOovIndices) {
    return lookup("int64", new IntegerLookup(), maxTokens, numOovIndices);
  }

  /** Texts that stand for categories, which are learned, the most frequent first. */
  public static Feature stringCategorical() {
    return stringCategorical(0, 1);
  }

  /** Texts that stand for categories; the arguments are those of {@link #integerCategorical}. */
  public static Feature stringCategorical(int maxTokens, int numOovIndices) {
    return lookup("string", new StringLookup(), maxTokens, numOovIndices);
  }

  /** Whole numbers as one of so many categories by a hash, so that nothing is learned. */
  public static Feature integerHashed(int numBins) {
    return new Feature("int64", new Hashing(numBins), "one_hot");
  }

  /** Texts as one of so many categories by a hash, so that nothing is learned. */
  public static Feature stringHashed(int numBins) {
    return new Feature("string", new Hashing(numBins), "one_hot");
  }

  private static <T, L extends LookupLayer<T, L>> Feature lookup(
      String dtype, L layer, int maxTokens, int numOovIndices) {
    L sized = maxTokens == 0 ? layer : layer.maxTokens(maxTokens);
    return new Feature(dtype, sized.numOovIndices(numOovIndices), "one_hot");
  }

  /**
   * How categories are written: {@code one_hot} (their default), or {@code int}, the number itself,
   * which cannot be put together with others.
   */
  public Feature outputMode(String mode) {
    if (!mode.equals("one_hot") && !mode.equals("int") && !mode.equals("float")) {
      throw new IllegalArgumentException(
          "outputMode: expected one_hot, int or float, but got '" + mode + "'");
    }
    outputMode = mode;
    return this;
  }

  String dtype() {
    return dtype;
  }

  String outputMode() {
    return outputMode;
  }

  /**
   * How many categories there are.
   *
   * @throws IllegalArgumentException if the layer does not say
   */
  int categories() {
    if (preprocessor instanceof LookupLayer<?, ?> lookup) {
      return lookup.vocabularySize();
    }
    if (preprocessor instanceof Discretization bins && bins.binBoundaries() != null) {
      return bins.binBoundaries().size() + 1;
    }
    String count = preprocessor == null ? null : COUNTS.get(preprocessor.className());
    if (count == null) {
      throw new IllegalArgumentException(
          "FeatureSpace: outputMode one_hot needs a layer whose number of categories is known, one of %s or a lookup, but got %s; use outputMode int"
              .formatted(COUNTS.keySet().stream().sorted().toList(), preprocessor));
    }
    return preprocessor.getConfig().get(count).getAsInt();
  }

  /** The layer that encodes the column; null where numbers are as they are. */
  public Layer preprocessor() {
    return preprocessor;
  }

  void adapt(TensorData column) {
    if (learns()) {
      ((Adaptive) preprocessor).adapt(column);
    }
  }

  /** Whether the column has to be seen before it is encoded. */
  boolean learns() {
    if (!(preprocessor instanceof Adaptive)) {
      return false;
    }
    String given = GIVEN.get(preprocessor.className());
    return given == null || preprocessor.getConfig().get(given).isJsonNull();
  }

  /**
   * The codes or numbers of a column.
   *
   * @param backend what computes layers that are not of texts, or null for the one configured
   */
  TensorData encode(TensorData column, String backend) {
    if (preprocessor == null) {
      return column;
    }
    if (preprocessor instanceof HostLayer<?> host) {
      return host.compute(column);
    }
    return HostValues.of(model(backend).predict(column));
  }

  private synchronized Sequential model(String backend) {
    if (model == null) {
      model = new Sequential(Layers.input(1), preprocessor);
      if (backend != null) {
        model.on(backend);
      }
    }
    return model;
  }

  /** A column as a tensor {@code (batch, 1)}; texts as their bytes have one axis more. */
  TensorData column(Object given) {
    TensorData values = HostValues.of(given);
    boolean texts = Texts.isText(given) || values.dtype() == DataType.UINT8;
    long[] dims = values.type().dims();
    int rank = texts ? dims.length - 1 : dims.length;
    boolean whole = preprocessor instanceof HostLayer<?>;
    TensorData typed = texts || whole ? values : values.cast(DataType.FLOAT32);
    if (rank > 1) {
      return typed;
    }
    long rows = rank == 0 ? 1 : dims[0];
    return texts ? typed.reshape(rows, 1, dims[dims.length - 1]) : typed.reshape(rows, 1);
  }
}
