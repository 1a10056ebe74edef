package io.trihorn.layers.preprocessing.text;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens as their numbers in a vocabulary, which is given or learned from data. The vocabulary
 * begins with the mask token where there is one (only for {@code output_mode} int), then come
 * {@code num_oov_indices} places for tokens that it lacks, then the tokens.
 *
 * @param <T> a token: a text or a whole number
 * @param <L> the layer's own class
 */
public abstract class LookupLayer<T, L extends LookupLayer<T, L>> extends HostLayer<L> {
  private static final List<Codes> MODES = List.of(Codes.values());

  private boolean invert;
  private Integer maxTokens;
  private int numOovIndices = 1;
  private T oovToken;
  private T maskToken;
  private Codes outputMode = Codes.INT;
  private boolean padToMaxTokens;
  private List<Double> givenIdf;
  private List<T> given;
  private Integer frozenSize;
  private String oovMethod = "floormod";
  private List<Long> salt;

  private List<T> tokens = List.of();
  private Map<T, Integer> numbers = Map.of();
  private double[] idf;

  LookupLayer(T oovToken) {
    this.oovToken = oovToken;
  }

  /** How many places there are for tokens outside the vocabulary; by default 1. */
  public final L numOovIndices(int value) {
    numOovIndices = value;
    return changed();
  }

  /** The largest size of the vocabulary, the places for other tokens counted; by default any. */
  public final L maxTokens(int value) {
    maxTokens = value;
    return changed();
  }

  /** What stands for padding and becomes 0; by default nothing. */
  public final L maskToken(T value) {
    maskToken = value;
    return changed();
  }

  /** What stands for tokens outside the vocabulary, where numbers are looked up. */
  public final L oovToken(T value) {
    oovToken = value;
    return changed();
  }

  /**
   * {@code int} (the default), {@code one_hot}, {@code multi_hot}, {@code count} or {@code tf_idf}.
   */
  public final L outputMode(String mode) {
    outputMode = Codes.parse(className(), mode, MODES);
    return changed();
  }

  /** Whether vectors have {@code max_tokens} elements even where the vocabulary is smaller. */
  public final L padToMaxTokens(boolean value) {
    padToMaxTokens = value;
    return changed();
  }

  /** Whether numbers become tokens instead; by default tokens become numbers. */
  public final L invert(boolean value) {
    invert = value;
    return changed();
  }

  /** A key of the hash that chooses between several places for tokens outside the vocabulary. */
  public final L salt(long first, long second) {
    salt = List.of(first, second);
    return changed();
  }

  /** What a given vocabulary means depends on the other attributes, in whatever order they come. */
  private L changed() {
    if (given != null && (outputMode == Codes.TF_IDF) == (givenIdf != null)) {
      setVocabulary(given, givenIdf);
    }
    return self();
  }

  /** {@code floormod} (the default, for whole numbers only) or {@code farmhash}. */
  final void setOovMethod(String method) {
    oovMethod = method;
  }

  /** A vocabulary that is not learned, as {@link #setVocabulary}. */
  public final L vocabulary(List<T> value) {
    given = List.copyOf(value);
    givenIdf = null;
    setVocabulary(given);
    return self();
  }

  /** A vocabulary that is not learned, with the weights of {@code output_mode} tf_idf. */
  public final L vocabulary(List<T> value, List<Double> idfWeights) {
    given = List.copyOf(value);
    givenIdf = List.copyOf(idfWeights);
    setVocabulary(given, givenIdf);
    return self();
  }

  // What the kinds of token differ in.

  abstract JsonElement toJson(T token);

  abstract T fromJson(JsonElement json);

  abstract Comparator<T> order();

  /** The tokens of an input, in the shape of {@link #dims}. */
  abstract List<T> tokensOf(Object input);

  /** The shape of an input. */
  abstract long[] dims(Object input);

  /** The place, of several, of a token outside the vocabulary. */
  abstract long oovPlace(T token, int places);

  final String oovMethod() {
    return oovMethod;
  }

  final List<Long> salt() {
    return salt;
  }

  final boolean inverts() {
    return invert;
  }

  final T oov() {
    return oovToken;
  }

  final T mask() {
    return maskToken;
  }

  final int oovPlaces() {
    return numOovIndices;
  }

  final Codes codes() {
    return outputMode;
  }

  final List<T> learned() {
    return tokens;
  }

  /** Whether there are weights of {@code output_mode} tf_idf. */
  public final boolean hasIdfWeights() {
    return idf != null;
  }

  /** The weights of {@code output_mode} tf_idf, one for each token, special ones first. */
  public final float[] idfWeights() {
    float[] weights = new float[idf.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) idf[i];
    }
    return weights;
  }

  /** Where the places for tokens outside the vocabulary begin. */
  final int oovStart() {
    return maskToken != null && outputMode == Codes.INT ? 1 : 0;
  }

  /** Where the tokens begin. */
  final int tokenStart() {
    return oovStart() + numOovIndices;
  }

  /** The length of vectors. */
  final long depth() {
    return Codes.depth(className(), padToMaxTokens ? maxTokens : frozenSize);
  }

  /** The size of the vocabulary, special tokens counted. */
  public final int vocabularySize() {
    return tokenStart() + tokens.size();
  }

  /** The vocabulary, special tokens first. */
  public final List<T> getVocabulary() {
    return getVocabulary(true);
  }

  /** The vocabulary, with the special tokens or without. */
  public final List<T> getVocabulary(boolean includeSpecialTokens) {
    if (!includeSpecialTokens) {
      return tokens;
    }
    List<T> all = special();
    all.addAll(tokens);
    return all;
  }

  private List<T> special() {
    List<T> special = new ArrayList<>(Collections.nCopies(oovStart(), maskToken));
    special.addAll(Collections.nCopies(numOovIndices, oovToken));
    return special;
  }

  /**
   * Sets the vocabulary.
   *
   * @param vocabulary the tokens, most frequent first, with or without the special ones before
   * @throws ConfigException if a token stands twice, or a special one among the others, or there
   *     are more than {@code max_tokens}
   */
  public final void setVocabulary(List<T> vocabulary) {
    setVocabulary(vocabulary, null);
  }

  /** Sets the vocabulary with the weights of {@code output_mode} tf_idf, one for each entry. */
  public final void setVocabulary(List<T> vocabulary, List<Double> idfWeights) {
    if ((outputMode == Codes.TF_IDF) != (idfWeights != null)) {
      throw wrong("idf_weights go with a vocabulary and output_mode tf_idf, and only with it");
    }
    if (vocabulary.isEmpty()) {
      throw wrong("the vocabulary is empty");
    }
    boolean found =
        vocabulary.size() >= tokenStart()
            && vocabulary.subList(0, tokenStart()).equals(special())
            && tokenStart() > 0;
    List<T> plain = found ? vocabulary.subList(tokenStart(), vocabulary.size()) : vocabulary;
    checkPlain(plain);
    if (idfWeights != null) {
      if (idfWeights.size() != vocabulary.size()) {
        throw wrong(
            idfWeights.size()
                + " idf_weights do not fit a vocabulary of "
                + vocabulary.size()
                + " tokens");
      }
      double mean = idfWeights.stream().mapToDouble(w -> w).average().orElseThrow();
      setIdf(idfWeights, found ? 0 : tokenStart(), mean);
    }
    setTokens(plain);
  }

  private void checkPlain(List<T> plain) {
    if (maskToken != null && plain.contains(maskToken)) {
      throw wrong("the mask token " + maskToken + " stands in the vocabulary, not only before it");
    }
    if (invert && oovToken != null && plain.contains(oovToken)) {
      throw wrong("the oov token " + oovToken + " stands in the vocabulary, not only before it");
    }
    if (plain.stream().distinct().count() < plain.size()) {
      throw wrong("some tokens of the vocabulary stand there twice");
    }
    if (maxTokens != null && tokenStart() + plain.size() > maxTokens) {
      throw wrong((tokenStart() + plain.size()) + " tokens are more than max_tokens, " + maxTokens);
    }
  }

  private ConfigException wrong(String what) {
    return new ConfigException("layer '" + name() + "' (" + className() + "): " + what);
  }

  private void setIdf(List<Double> weights, int before, double beforeValue) {
    int size = before + weights.size();
    idf = new double[padToMaxTokens && maxTokens != null ? maxTokens : size];
    for (int i = 0; i < size; i++) {
      idf[i] = i < before ? beforeValue : weights.get(i - before);
    }
  }

  private void setTokens(List<T> plain) {
    tokens = List.copyOf(plain);
    numbers = new HashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      numbers.put(tokens.get(i), tokenStart() + i);
    }
    frozenSize = vocabularySize();
  }

  /**
   * Learns the vocabulary of data, and forgets what it knew: the tokens by falling frequency, of
   * equally frequent ones the larger first, at most {@code max_tokens}.
   *
   * @param data tokens, each row of the first axis a document
   * @throws IllegalStateException if a vocabulary was given
   */
  public final void adapt(Object data) {
    adaptBatches(List.of(data));
  }

  /** Learns the vocabulary of data in pieces; see {@link #adapt(Object)}. */
  public final void adaptBatches(Iterable<?> batches) {
    TokenCounts<T> counts = new TokenCounts<>();
    for (Object batch : batches) {
      List<T> all = tokensOf(batch);
      long[] dims = dims(batch);
      int rows = dims.length == 0 ? 1 : Math.toIntExact(dims[0]);
      int size = rows == 0 ? 0 : all.size() / rows;
      for (int row = 0; row < rows; row++) {
        counts.add(all.subList(row * size, (row + 1) * size));
      }
    }
    learn(counts);
  }

  final void learn(TokenCounts<T> counts) {
    if (given != null) {
      throw new IllegalStateException(
          "layer '" + name() + "': its vocabulary was given, so it cannot be adapted to data");
    }
    counts.remove(maskToken);
    counts.remove(oovToken);
    if (counts.isEmpty()) {
      throw new IllegalArgumentException("layer '" + name() + "': there are no data to adapt to");
    }
    long limit = maxTokens == null ? Long.MAX_VALUE : Math.max(0, maxTokens - tokenStart());
    List<T> frequent = counts.mostFrequent(limit, order());
    if (outputMode == Codes.TF_IDF) {
      List<Double> weights = frequent.stream().map(counts::idf).toList();
      setIdf(weights, tokenStart(), weights.stream().mapToDouble(w -> w).average().orElse(0));
    }
    setTokens(frequent);
  }

  @Override
  public TensorData compute(Object input) {
    if (invert) {
      throw wrong("numbers become tokens here: call tokens(numbers)");
    }
    List<T> values = tokensOf(input);
    return encode(values.stream().mapToLong(this::number).toArray(), dims(input));
  }

  /** The number of a token. */
  final long number(T token) {
    if (maskToken != null && maskToken.equals(token)) {
      return outputMode == Codes.INT ? 0 : Codes.NOTHING;
    }
    Integer number = numbers.get(token);
    if (number != null) {
      return number;
    }
    if (numOovIndices == 0) {
      throw wrong(
          "'" + token + "' is not in the vocabulary, and num_oov_indices=0 leaves no place for it");
    }
    return oovStart() + (numOovIndices == 1 ? 0 : oovPlace(token, numOovIndices));
  }

  /** Numbers written as {@code output_mode} says. */
  final TensorData encode(long[] values, long[] dims) {
    if (outputMode == Codes.INT) {
      return TensorData.of(values, dims);
    }
    boolean weighted = outputMode == Codes.TF_IDF;
    long depth = depth();
    DataType dtype = weighted ? DataType.FLOAT32 : DataType.INT64;
    TensorData codes = outputMode.encode(values, dims, depth, dtype);
    for (long i = 0; weighted && i < codes.size(); i++) {
      codes.setDouble(i, codes.getDouble(i) * (float) idf[(int) (i % depth)]);
    }
    return codes;
  }

  /** The token of a number; the one for tokens outside the vocabulary where there is none. */
  final T token(long number) {
    if (number == 0 && oovStart() == 1) {
      return maskToken;
    }
    long place = number - tokenStart();
    return place >= 0 && place < tokens.size() ? tokens.get((int) place) : oovToken;
  }

  /** The attributes that both kinds of token have. */
  final void configureLookup(Config config) {
    configureBase(config);
    invert = config.bool("invert", invert);
    numOovIndices = config.integer("num_oov_indices", numOovIndices);
    oovToken = config.value("oov_token", oovToken, this::toJson, this::fromJson);
    maskToken = config.value("mask_token", maskToken, this::toJson, this::fromJson);
    oovMethod = config.value("oov_method", oovMethod, JsonPrimitive::new, JsonElement::getAsString);
    salt = Hashes.salt(config, salt);
    frozenSize = config.nullableInteger("vocabulary_size", frozenSize);
    configureVocabulary(config);
  }

  /** The attributes that a layer around this one has too. */
  final void configureVocabulary(Config config) {
    maxTokens = config.nullableInteger("max_tokens", maxTokens);
    outputMode = Codes.configure(config, className(), outputMode, MODES);
    Sparse.refuse(config, className());
    padToMaxTokens = config.bool("pad_to_max_tokens", padToMaxTokens);
    givenIdf = config.numbers("idf_weights", givenIdf);
    given = config.value("vocabulary", given, this::toJson, this::fromJsonList);
    check();
    if (config.reading() && given != null) {
      setVocabulary(given, givenIdf);
    }
  }

  private void check() {
    if (maxTokens != null && maxTokens <= 1) {
      throw wrong("max_tokens should be greater than 1, but is " + maxTokens);
    }
    if (padToMaxTokens && maxTokens == null) {
      throw wrong("pad_to_max_tokens needs max_tokens");
    }
    if (invert && outputMode != Codes.INT) {
      throw wrong("invert goes only with output_mode int");
    }
  }

  private JsonElement toJson(List<T> list) {
    JsonArray array = new JsonArray();
    list.forEach(token -> array.add(toJson(token)));
    return array;
  }

  private List<T> fromJsonList(JsonElement json) {
    return Config.list(json, this::fromJson);
  }
}
