package io.trihorn.layers.preprocessing.text;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.layers.preprocessing.Adaptive;
import io.trihorn.ndarray.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Texts as the numbers of their words: a text is standardized, cut into tokens, these are joined to
 * n-grams if asked, and looked up in a vocabulary that is given or learned. In the vocabulary comes
 * the empty text first (only for {@code output_mode} int), which stands for padding, then {@code
 * [UNK]} for tokens that it lacks.
 *
 * <p>Input {@code (batch)} or {@code (batch, 1)} of texts; output int64 {@code (batch, tokens)},
 * filled up with zeros to the longest text or to {@code output_sequence_length}; or {@code (batch,
 * vocabulary)} as {@code output_mode} says: int64, for tf_idf float32.
 */
public final class TextVectorization extends HostLayer<TextVectorization> implements Adaptive {
  private final StringLookup lookup = track(new StringLookup().maskToken(""));
  private String standardize = "lower_and_strip_punctuation";
  private UnaryOperator<String> standardizer = TextSteps.STANDARDIZE.get(standardize);
  private String split = "whitespace";
  private Function<String, List<String>> splitter = TextSteps.SPLIT.get(split);
  private JsonElement ngrams = JsonNull.INSTANCE;
  private Integer outputSequenceLength;

  /** A layer whose vocabulary is learned by {@code adapt}. */
  public TextVectorization() {}

  /** The largest size of the vocabulary, special tokens counted; by default any. */
  public TextVectorization maxTokens(int value) {
    lookup.maxTokens(value);
    return this;
  }

  /**
   * {@code lower_and_strip_punctuation} (the default), {@code lower}, {@code strip_punctuation}, or
   * null for the text as it is. Only letters of ASCII become small.
   */
  public TextVectorization standardize(String name) {
    standardizer = named("standardize", name, TextSteps.STANDARDIZE);
    standardize = name;
    return this;
  }

  /** A function of your own; a layer with it has no configuration. */
  public TextVectorization standardize(UnaryOperator<String> function) {
    standardizer = function;
    standardize = "";
    return this;
  }

  /** {@code whitespace} (the default), {@code character}, or null for texts that are tokens. */
  public TextVectorization split(String name) {
    splitter = named("split", name, TextSteps.SPLIT);
    split = name;
    return this;
  }

  /** A function of your own; a layer with it has no configuration. */
  public TextVectorization split(Function<String, List<String>> function) {
    splitter = function;
    split = "";
    return this;
  }

  private static <F> F named(String attribute, String name, Map<String, F> known) {
    if (name != null && !known.containsKey(name)) {
      throw new ConfigException(
          "TextVectorization: "
              + attribute
              + " should be null or one of "
              + known.keySet().stream().sorted().toList()
              + ", but is '"
              + name
              + "'");
    }
    return name == null ? null : known.get(name);
  }

  /** Runs of 1 to so many tokens are looked up; by default single ones. */
  public TextVectorization ngrams(int upTo) {
    ngrams = new JsonPrimitive(upTo);
    return this;
  }

  /**
   * {@code int} (the default), {@code one_hot}, {@code multi_hot}, {@code count} or {@code tf_idf}.
   */
  public TextVectorization outputMode(String mode) {
    lookup.outputMode(mode);
    return this;
  }

  /** The length of all rows of numbers, cut or filled up with zeros; for output_mode int. */
  public TextVectorization outputSequenceLength(int length) {
    outputSequenceLength = length;
    return this;
  }

  /** Whether vectors have {@code max_tokens} elements even where the vocabulary is smaller. */
  public TextVectorization padToMaxTokens(boolean value) {
    lookup.padToMaxTokens(value);
    return this;
  }

  /** A vocabulary that is not learned; see {@link LookupLayer#setVocabulary}. */
  public TextVectorization vocabulary(List<String> tokens) {
    lookup.vocabulary(tokens);
    return this;
  }

  /** A vocabulary that is not learned, with the weights of {@code output_mode} tf_idf. */
  public TextVectorization vocabulary(List<String> tokens, List<Double> idfWeights) {
    lookup.vocabulary(tokens, idfWeights);
    return this;
  }

  /** Sets the vocabulary; see {@link LookupLayer#setVocabulary}. */
  public void setVocabulary(List<String> tokens) {
    lookup.setVocabulary(tokens);
  }

  /** Sets the vocabulary with the weights of {@code output_mode} tf_idf. */
  public void setVocabulary(List<String> tokens, List<Double> idfWeights) {
    lookup.setVocabulary(tokens, idfWeights);
  }

  /** The layer inside that has the vocabulary. */
  public StringLookup lookup() {
    return lookup;
  }

  /** The vocabulary, special tokens first. */
  public List<String> getVocabulary() {
    return lookup.getVocabulary();
  }

  /** The vocabulary, with the special tokens or without. */
  public List<String> getVocabulary(boolean includeSpecialTokens) {
    return lookup.getVocabulary(includeSpecialTokens);
  }

  /** The size of the vocabulary, special tokens counted. */
  public int vocabularySize() {
    return lookup.vocabularySize();
  }

  @Override
  public void configure(Config config) {
    if (!config.reading() && ("".equals(standardize) || "".equals(split))) {
      throw new ConfigException(
          "layer '"
              + name()
              + "' (TextVectorization): functions of your own cannot be written; use Keras's names");
    }
    configureBase(config);
    lookup.configureForText(config);
    standardize(config.text("standardize", standardize));
    split(config.text("split", split));
    ngrams = config.value("ngrams", ngrams.isJsonNull() ? null : ngrams, n -> n, n -> n);
    ngrams = ngrams == null ? JsonNull.INSTANCE : ngrams;
    outputSequenceLength = config.nullableInteger("output_sequence_length", outputSequenceLength);
    Sparse.refuse(config, "TextVectorization", "ragged");
  }

  /**
   * Learns the vocabulary of texts, and forgets what it knew.
   *
   * @param batches texts as in {@link Texts#of}, each a document
   */
  @Override
  public void adaptBatches(Iterable<?> batches) {
    TokenCounts<String> counts = new TokenCounts<>();
    for (Object batch : batches) {
      rows(batch).tokens().forEach(counts::add);
    }
    lookup.learn(counts);
  }

  /**
   * Rows of tokens, not of one length.
   *
   * @param tokens the rows
   * @param dims the shape that the rows stand in
   */
  private record Rows(List<List<String>> tokens, long[] dims) {}

  private Rows rows(Object input) {
    Texts texts = Texts.of(input);
    long[] dims = texts.shape().getShape();
    List<String> plain =
        standardizer == null ? texts.values() : texts.values().stream().map(standardizer).toList();
    boolean inner = dims.length > 1 || (splitter == null && dims.length == 1);
    int width = inner ? Math.toIntExact(dims[dims.length - 1]) : 1;
    checkWidth(width, texts.shape());
    List<List<String>> tokens = new ArrayList<>();
    for (int i = 0; width > 0 && i < plain.size(); i += width) {
      List<String> row =
          splitter == null ? plain.subList(i, i + width) : splitter.apply(plain.get(i));
      tokens.add(ngrams.isJsonNull() ? row : TextSteps.ngrams(row, lengths()));
    }
    return new Rows(tokens, inner ? Arrays.copyOf(dims, dims.length - 1) : dims);
  }

  private List<Integer> lengths() {
    return ngrams.isJsonArray()
        ? Config.list(ngrams, JsonElement::getAsInt)
        : IntStream.rangeClosed(1, ngrams.getAsInt()).boxed().toList();
  }

  @Override
  protected TensorSpec outputSpec(List<TensorSpec> inputs) {
    Shape texts = inputs.get(0).shape();
    int rank = texts.dimension();
    boolean inner = rank > 1 || (splitter == null && rank == 1);
    checkWidth(inner ? texts.get(rank - 1) : 1, texts);
    Shape rows = inner ? texts.slice(0, rank - 1) : texts;
    boolean fixed = lookup.codes() == Codes.INT && outputSequenceLength != null;
    long open = splitter == null && ngrams.isJsonNull() && inner ? texts.get(rank - 1) : -1;
    return lookup.vectors(rows.add(fixed ? outputSequenceLength : open));
  }

  private void checkWidth(long width, Object shape) {
    if (splitter != null && width != 1) {
      throw new ShapeException(
          "layer '%s' (TextVectorization): texts to be split should be (batch) or (batch, 1), but are %s"
              .formatted(name(), shape));
    }
  }

  @Override
  public TensorData compute(Object input) {
    lookup.requireVocabulary(this);
    Rows rows = rows(input);
    boolean plain = lookup.codes() == Codes.INT;
    int longest = rows.tokens().stream().mapToInt(List::size).max().orElse(0);
    int width = plain && outputSequenceLength != null ? outputSequenceLength : longest;
    long[] numbers = new long[rows.tokens().size() * width];
    Arrays.fill(numbers, plain ? 0 : Codes.NOTHING);
    for (int r = 0; r < rows.tokens().size(); r++) {
      List<String> row = rows.tokens().get(r);
      for (int i = 0; i < Math.min(width, row.size()); i++) {
        numbers[r * width + i] = lookup.number(row.get(i));
      }
    }
    long[] dims = Arrays.copyOf(rows.dims(), rows.dims().length + 1);
    dims[dims.length - 1] = width;
    return lookup.encode(numbers, dims);
  }
}
