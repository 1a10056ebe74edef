package io.trihorn.layers.preprocessing.text;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.layers.preprocessing.Adaptive;
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
public abstract class LookupLayer<T, L extends LookupLayer<T, L>> extends LookupAttributes<T, L>
    implements Adaptive {

  private List<T> tokens = List.of();
  // Null before there is a vocabulary.
  private Map<T, Integer> numbers;
  private double[] idf;

  LookupLayer(T oovToken) {
    super(oovToken);
  }

  @Override
  final void refresh() {
    if (given() != null && (codes() == Codes.TF_IDF) == (givenIdf() != null)) {
      setVocabulary(given(), givenIdf());
    }
  }

  /** A vocabulary that is not learned, as {@link #setVocabulary}. */
  public final L vocabulary(List<T> value) {
    give(value, null);
    setVocabulary(given());
    return self();
  }

  /** A vocabulary that is not learned, with the weights of {@code output_mode} tf_idf. */
  public final L vocabulary(List<T> value, List<Double> idfWeights) {
    give(value, idfWeights);
    setVocabulary(given(), givenIdf());
    return self();
  }

  // What the kinds of token differ in.

  abstract Comparator<T> order();

  /** The tokens of an input, in the shape of {@link #dims}. */
  abstract List<T> tokensOf(Object input);

  /** The shape of an input. */
  abstract long[] dims(Object input);

  /** The place, of several, of a token outside the vocabulary. */
  abstract long oovPlace(T token, int places);

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

  /** The length of vectors. */
  final long depth() {
    return Codes.depth(className(), pads() ? maxTokens() : frozenSize());
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
    List<T> special = new ArrayList<>(Collections.nCopies(oovStart(), mask()));
    special.addAll(Collections.nCopies(oovPlaces(), oov()));
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
    if ((codes() == Codes.TF_IDF) != (idfWeights != null)) {
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
    if (mask() != null && plain.contains(mask())) {
      throw wrong("the mask token " + mask() + " stands in the vocabulary, not only before it");
    }
    if (inverts() && oov() != null && plain.contains(oov())) {
      throw wrong("the oov token " + oov() + " stands in the vocabulary, not only before it");
    }
    if (plain.stream().distinct().count() < plain.size()) {
      throw wrong("some tokens of the vocabulary stand there twice");
    }
    if (maxTokens() != null && tokenStart() + plain.size() > maxTokens()) {
      throw wrong(
          (tokenStart() + plain.size()) + " tokens are more than max_tokens, " + maxTokens());
    }
  }

  private void setIdf(List<Double> weights, int before, double beforeValue) {
    int size = before + weights.size();
    idf = new double[pads() && maxTokens() != null ? maxTokens() : size];
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
    freeze(vocabularySize());
  }

  /**
   * Learns the vocabulary of data, and forgets what it knew: the tokens by falling frequency, of
   * equally frequent ones the larger first, at most {@code max_tokens}.
   *
   * @param batches tokens, each row of the first axis a document
   * @throws IllegalStateException if a vocabulary was given
   */
  @Override
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
    if (given() != null) {
      throw new IllegalStateException(
          "layer '" + name() + "': its vocabulary was given, so it cannot be adapted to data");
    }
    counts.remove(mask());
    counts.remove(oov());
    if (counts.isEmpty()) {
      throw new IllegalArgumentException("layer '" + name() + "': there are no data to adapt to");
    }
    long limit = maxTokens() == null ? Long.MAX_VALUE : Math.max(0, maxTokens() - tokenStart());
    List<T> frequent = counts.mostFrequent(limit, order());
    if (codes() == Codes.TF_IDF) {
      List<Double> weights = frequent.stream().map(counts::idf).toList();
      setIdf(weights, tokenStart(), weights.stream().mapToDouble(w -> w).average().orElse(0));
    }
    setTokens(frequent);
  }

  @Override
  public TensorData compute(Object input) {
    if (inverts()) {
      throw wrong("numbers become tokens here: call tokens(numbers)");
    }
    requireVocabulary(this);
    List<T> values = tokensOf(input);
    return encode(values.stream().mapToLong(this::number).toArray(), dims(input));
  }

  @Override
  protected TensorSpec outputSpec(List<TensorSpec> inputs) {
    if (inverts()) {
      throw wrong("numbers become tokens here, which no engine holds: call tokens(numbers)");
    }
    return vectors(inputs.get(0).shape());
  }

  /** What {@link #encode} makes of numbers of a shape. */
  final TensorSpec vectors(Shape numbers) {
    DataType dtype = codes() == Codes.TF_IDF ? DataType.FLOAT32 : DataType.INT64;
    return new TensorSpec(codes() == Codes.INT ? numbers : codes().shape(numbers, depth()), dtype);
  }

  /**
   * As in Keras, nothing is looked up before there is a vocabulary.
   *
   * @param user the layer that the user made: this one or one around it
   */
  final void requireVocabulary(Layer user) {
    if (numbers == null) {
      throw new ConfigException(
          "layer '%s' (%s): there is no vocabulary yet; call adapt(data) or setVocabulary(tokens) before the layer is used"
              .formatted(user.name(), user.className()));
    }
  }

  /** The number of a token. */
  final long number(T token) {
    if (mask() != null && mask().equals(token)) {
      return codes() == Codes.INT ? 0 : Codes.NOTHING;
    }
    Integer number = numbers.get(token);
    if (number != null) {
      return number;
    }
    if (oovPlaces() == 0) {
      throw wrong(
          "'" + token + "' is not in the vocabulary, and num_oov_indices=0 leaves no place for it");
    }
    return oovStart() + (oovPlaces() == 1 ? 0 : oovPlace(token, oovPlaces()));
  }

  /** Numbers written as {@code output_mode} says. */
  final TensorData encode(long[] values, long[] dims) {
    if (codes() == Codes.INT) {
      return TensorData.of(values, dims);
    }
    boolean weighted = codes() == Codes.TF_IDF;
    long depth = depth();
    DataType dtype = weighted ? DataType.FLOAT32 : DataType.INT64;
    TensorData codes = codes().encode(values, dims, depth, dtype);
    for (long i = 0; weighted && i < codes.size(); i++) {
      codes.setDouble(i, codes.getDouble(i) * (float) idf[(int) (i % depth)]);
    }
    return codes;
  }

  /** The token of a number; the one for tokens outside the vocabulary where there is none. */
  final T token(long number) {
    if (number == 0 && oovStart() == 1) {
      return mask();
    }
    long place = number - tokenStart();
    return place >= 0 && place < tokens.size() ? tokens.get((int) place) : oov();
  }
}
