package io.trihorn.layers.preprocessing.text;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.hashing.FarmHash;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ndarray.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several features as one of {@code num_bins} numbers, by a hash of their combination, so that a
 * model learns a weight for each combination. The hash is that of TensorFlow's {@code
 * cross_hashed}.
 *
 * <p>Inputs: at least two of texts or whole numbers, each {@code (batch)} or {@code (batch, 1)} or
 * a scalar; output int64 of their shape, or float32 {@code (batch, num_bins)}.
 */
public final class HashedCrossing extends HostLayer<HashedCrossing> {
  private static final List<Codes> MODES = List.of(Codes.INT, Codes.ONE_HOT);
  // The key TensorFlow begins with where none is given.
  private static final long KEY = 0xDECAFCAFFEL;

  private int numBins;
  private Codes outputMode = Codes.INT;

  /** For so many bins. */
  public HashedCrossing(int numBins) {
    this.numBins = numBins;
    setDtypePolicy(DtypePolicy.of("int64"));
  }

  /** {@code int} (the default) or {@code one_hot}. */
  public HashedCrossing outputMode(String mode) {
    outputMode = Codes.parse("HashedCrossing", mode, MODES);
    setDtypePolicy(DtypePolicy.of(outputMode == Codes.INT ? "int64" : "float32"));
    return this;
  }

  /** Keras writes only these attributes, and the dtype by its name. */
  @Override
  public void configure(Config config) {
    if (config.reading()) {
      configureBase(config);
    } else {
      config.text("name", name());
      config.value("dtype", dtypePolicy(), p -> new JsonPrimitive(p.name()), DtypePolicy::parse);
    }
    numBins = config.integer("num_bins", numBins);
    if (numBins < 1) {
      throw new ConfigException("HashedCrossing: num_bins should be positive, but is " + numBins);
    }
    outputMode = Codes.configure(config, "HashedCrossing", outputMode, MODES);
    Sparse.refuse(config, "HashedCrossing");
  }

  @Override
  protected TensorSpec outputSpec(List<TensorSpec> inputs) {
    if (inputs.size() < 2) {
      throw new ShapeException("HashedCrossing: expected a list of at least two inputs");
    }
    return new TensorSpec(
        outputMode.shape(inputs.get(0).shape(), numBins), dtypePolicy().compute());
  }

  /**
   * The numbers of combinations.
   *
   * @param inputs a list or an array of at least two inputs, each as in {@link Texts#of}
   */
  @Override
  public TensorData compute(Object inputs) {
    List<?> list = inputs instanceof Object[] array ? Arrays.asList(array) : null;
    list = inputs instanceof List<?> given ? given : list;
    if (list == null || list.size() < 2) {
      throw new ShapeException("HashedCrossing: expected a list of at least two inputs");
    }
    List<long[]> features = new ArrayList<>();
    long[] dims = null;
    for (Object input : list) {
      Feature feature = Feature.of(input);
      if (dims != null && !Arrays.equals(dims, feature.dims())) {
        throw new ShapeException("HashedCrossing: inputs should be of one shape");
      }
      dims = feature.dims();
      features.add(feature.fingerprints());
    }
    if (dims.length > 2 || (dims.length == 2 && dims[1] != 1)) {
      throw new ShapeException(
          "HashedCrossing: inputs should be scalars, (batch) or (batch, 1), but are "
              + Arrays.toString(dims));
    }
    long[] bins = new long[features.get(0).length];
    for (int i = 0; i < bins.length; i++) {
      long hash = KEY;
      for (long[] feature : features) {
        hash = FarmHash.combine(hash, feature[i]);
      }
      bins[i] = Long.remainderUnsigned(hash, numBins);
    }
    return outputMode.encode(bins, dims, numBins, dtypePolicy().compute());
  }

  /** One input: numbers stand for themselves, texts for their fingerprints. */
  private record Feature(long[] fingerprints, long[] dims) {
    static Feature of(Object input) {
      boolean bytes = input instanceof TensorData data && data.dtype() == DataType.UINT8;
      if (bytes || input instanceof List<?> || Texts.isText(input)) {
        Texts texts = Texts.of(input);
        long[] hashes = texts.values().stream().mapToLong(Hashes::fingerprint).toArray();
        return new Feature(hashes, texts.shape().getShape());
      }
      TensorData numbers = HostValues.of(input);
      return new Feature(numbers.toLongArray(), numbers.type().dims());
    }
  }
}
