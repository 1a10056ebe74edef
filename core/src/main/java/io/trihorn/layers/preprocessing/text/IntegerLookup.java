package io.trihorn.layers.preprocessing.text;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Call;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ops.Integers;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Whole numbers as their numbers in a vocabulary. See {@link LookupLayer}. It works in a model, and
 * alone as other layers of this package.
 *
 * <p>Input {@code (...)}; output int64 of that shape, or vectors of the vocabulary's size as {@code
 * output_mode} says: int64, for tf_idf float32.
 */
public final class IntegerLookup extends LookupLayer<Long, IntegerLookup> {
  /** A layer whose vocabulary is learned by {@code adapt}. */
  public IntegerLookup() {
    super(-1L);
  }

  /**
   * How one of several places is chosen for a number outside the vocabulary: its remainder, {@code
   * floormod} (the default), or a hash of its digits, {@code farmhash}.
   */
  public IntegerLookup oovMethod(String method) {
    setOovMethod(checked(method));
    return this;
  }

  private static String checked(String method) {
    if (!List.of("floormod", "farmhash").contains(method)) {
      throw new ConfigException(
          "IntegerLookup: oov_method should be floormod or farmhash, but is '" + method + "'");
    }
    return method;
  }

  @Override
  public void configure(Config config) {
    configureLookup(config);
    checked(oovMethod());
    String dtype = config.text("vocabulary_dtype", "int64");
    if (!dtype.equals("int64")) {
      throw new ConfigException("IntegerLookup: vocabulary_dtype should be int64, not " + dtype);
    }
    if (salt() != null && !oovMethod().equals("farmhash")) {
      throw new ConfigException("IntegerLookup: a salt goes only with oov_method farmhash");
    }
  }

  @Override
  public TensorData compute(Object input) {
    if (!inverts()) {
      return super.compute(input);
    }
    TensorData data = HostValues.of(input);
    long[] keys = Arrays.stream(data.toLongArray()).map(this::token).toArray();
    return TensorData.of(keys, data.type().dims());
  }

  @Override
  public boolean needsHost() {
    // No engine has the hash.
    return !inverts() && hashes();
  }

  private boolean hashes() {
    return oovPlaces() > 1 && oovMethod().equals("farmhash");
  }

  @Override
  public DataType inputDtype() {
    return DataType.INT64;
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    if (needsHost()) {
      return super.call(input, call);
    }
    Tensor x = Ops.cast(input, DataType.INT64);
    KeyTable table = new KeyTable(learned(), tokenStart());
    if (inverts()) {
      Tensor key = table.key(x, oov());
      return oovStart() == 0 ? key : Ops.where(Ops.equal(x, 0), constant(x, mask()), key);
    }
    Tensor other = oovPlaces() > 1 ? Integers.mod(x, x.scalar(oovPlaces())) : x.scalar(0);
    // A number that nothing stands for is out of range, and leaves no trace in vectors.
    Tensor unknown = oovPlaces() == 0 ? x.scalar(Codes.NOTHING) : Ops.add(other, oovStart());
    Tensor number = table.number(x, unknown);
    if (mask() != null) {
      double masked = codes() == Codes.INT ? 0 : Codes.NOTHING;
      number = Ops.where(Ops.equal(x, constant(x, mask())), x.scalar(masked), number);
    }
    return KeyTable.encode(number, this);
  }

  private static Tensor constant(Tensor like, long value) {
    return like.constant(TensorData.of(new long[] {value}).reshape());
  }

  @Override
  JsonElement toJson(Long token) {
    return new JsonPrimitive(token);
  }

  @Override
  Long fromJson(JsonElement json) {
    return json.getAsLong();
  }

  @Override
  Comparator<Long> order() {
    return Comparator.naturalOrder();
  }

  @Override
  List<Long> tokensOf(Object input) {
    return Arrays.stream(HostValues.of(input).toLongArray()).boxed().toList();
  }

  @Override
  long[] dims(Object input) {
    return HostValues.of(input).type().dims();
  }

  @Override
  long oovPlace(Long token, int places) {
    return oovMethod().equals("farmhash")
        ? Hashes.bucket(Long.toString(token), salt(), places)
        : Math.floorMod(token, (long) places);
  }
}
