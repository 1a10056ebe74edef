package io.trihorn.layers.preprocessing.text;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ndarray.Texts;
import java.util.List;

/**
 * Texts or whole numbers as one of {@code num_bins} numbers, by a hash of their characters
 * (FarmHash64, or with a salt SipHash64, of TensorFlow), so that no vocabulary is needed.
 *
 * <p>Input {@code (...)}; output int64 of that shape, or float32 vectors of {@code num_bins} as
 * {@code output_mode} says.
 */
public final class Hashing extends HostLayer<Hashing> {
  private static final List<Codes> MODES =
      List.of(Codes.INT, Codes.ONE_HOT, Codes.MULTI_HOT, Codes.COUNT);

  private int numBins;
  private List<Long> salt;
  private Object maskValue;
  private Codes outputMode = Codes.INT;

  /** For so many bins. */
  public Hashing(int numBins) {
    this.numBins = checked(numBins);
    setDtypePolicy(DtypePolicy.of("int64"));
  }

  private static int checked(int numBins) {
    if (numBins < 1) {
      throw new ConfigException("Hashing: num_bins should be positive, but is " + numBins);
    }
    return numBins;
  }

  /** A key of the hash, both halves the same; by default none, and FarmHash64. */
  public Hashing salt(long value) {
    return salt(value, value);
  }

  /** A key of the hash. */
  public Hashing salt(long first, long second) {
    salt = List.of(first, second);
    return this;
  }

  /** A text that becomes 0, which no other does; by default none. */
  public Hashing maskValue(String value) {
    maskValue = value;
    return this;
  }

  /** A number that becomes 0, which no other does; by default none. */
  public Hashing maskValue(long value) {
    maskValue = value;
    return this;
  }

  /** {@code int} (the default), {@code one_hot}, {@code multi_hot} or {@code count}. */
  public Hashing outputMode(String mode) {
    outputMode = Codes.parse("Hashing", mode, MODES);
    setDtypePolicy(DtypePolicy.of(outputMode == Codes.INT ? "int64" : "float32"));
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    numBins = checked(config.integer("num_bins", numBins));
    salt = Hashes.salt(config, salt);
    maskValue =
        config.value(
            "mask_value",
            maskValue,
            v -> v instanceof Number n ? new JsonPrimitive(n) : new JsonPrimitive((String) v),
            Hashing::maskOf);
    outputMode = Codes.configure(config, "Hashing", outputMode, MODES);
    Sparse.refuse(config, "Hashing");
  }

  /** A text, or a number: a {@code Long} where it is whole. */
  private static Object maskOf(JsonElement element) {
    if (!element.getAsJsonPrimitive().isNumber()) {
      return element.getAsString();
    }
    double number = element.getAsDouble();
    return number == Math.rint(number) ? (Object) element.getAsLong() : (Object) number;
  }

  @Override
  protected TensorSpec outputSpec(List<TensorSpec> inputs) {
    return new TensorSpec(
        outputMode.shape(inputs.get(0).shape(), numBins), dtypePolicy().compute());
  }

  @Override
  public TensorData compute(Object input) {
    Texts texts = Texts.of(input);
    boolean[] masked = masked(input, texts.values());
    long[] bins = new long[masked.length];
    for (int i = 0; i < bins.length; i++) {
      bins[i] = bin(texts.values().get(i), masked[i]);
    }
    DataType dtype = dtypePolicy().compute();
    return outputMode.encode(bins, texts.shape().getShape(), numBins, dtype);
  }

  /** Which elements are the mask's: numbers as they are, before their fractions are cut off. */
  private boolean[] masked(Object input, List<String> texts) {
    boolean[] masked = new boolean[texts.size()];
    TensorData data =
        Texts.isText(input) || input instanceof List || !(maskValue instanceof Number)
            ? null
            : HostValues.of(input);
    for (int i = 0; i < masked.length; i++) {
      masked[i] =
          data != null && data.dtype().isFloating()
              ? data.getDouble(i) == ((Number) maskValue).doubleValue()
              : maskValue != null && texts.get(i).equals(maskValue.toString());
    }
    return masked;
  }

  private long bin(String text, boolean masked) {
    if (maskValue == null || numBins == 1) {
      return Hashes.bucket(text, salt, numBins);
    }
    // The first bin is the mask's alone.
    return masked ? 0 : 1 + Hashes.bucket(text, salt, numBins - 1L);
  }
}
