package io.trihorn.layers.preprocessing.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import java.util.List;

/**
 * The attributes of {@link LookupLayer}.
 *
 * @param <T> a token: a text or a whole number
 * @param <L> the layer's own class
 */
public abstract class LookupAttributes<T, L extends LookupAttributes<T, L>> extends HostLayer<L> {
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

  LookupAttributes(T oovToken) {
    this.oovToken = oovToken;
  }

  /** How many places there are for tokens outside the vocabulary; by default 1. */
  public final L numOovIndices(int value) {
    numOovIndices = value;
    return refreshed();
  }

  /** The largest size of the vocabulary, the places for other tokens counted; by default any. */
  public final L maxTokens(int value) {
    maxTokens = value;
    return refreshed();
  }

  /** What stands for padding and becomes 0; by default nothing. */
  public final L maskToken(T value) {
    maskToken = value;
    return refreshed();
  }

  /** What stands for tokens outside the vocabulary, where numbers are looked up. */
  public final L oovToken(T value) {
    oovToken = value;
    return refreshed();
  }

  /**
   * {@code int} (the default), {@code one_hot}, {@code multi_hot}, {@code count} or {@code tf_idf}.
   */
  public final L outputMode(String mode) {
    outputMode = Codes.parse(className(), mode, MODES);
    return refreshed();
  }

  /** Whether vectors have {@code max_tokens} elements even where the vocabulary is smaller. */
  public final L padToMaxTokens(boolean value) {
    padToMaxTokens = value;
    return refreshed();
  }

  /** Whether numbers become tokens instead; by default tokens become numbers. */
  public final L invert(boolean value) {
    invert = value;
    return refreshed();
  }

  /** A key of the hash that chooses between several places for tokens outside the vocabulary. */
  public final L salt(long first, long second) {
    salt = List.of(first, second);
    return refreshed();
  }

  /** {@code floormod} (the default, for whole numbers only) or {@code farmhash}. */
  final void setOovMethod(String method) {
    oovMethod = method;
  }

  /** To be called when an attribute has changed: what a given vocabulary means depends on them. */
  abstract void refresh();

  private L refreshed() {
    refresh();
    return self();
  }

  abstract JsonElement toJson(T token);

  abstract T fromJson(JsonElement json);

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

  final Integer maxTokens() {
    return maxTokens;
  }

  final boolean pads() {
    return padToMaxTokens;
  }

  final List<T> given() {
    return given;
  }

  final List<Double> givenIdf() {
    return givenIdf;
  }

  final void give(List<T> vocabulary, List<Double> idfWeights) {
    given = List.copyOf(vocabulary);
    givenIdf = idfWeights == null ? null : List.copyOf(idfWeights);
  }

  /** The size that is written, once it is known. */
  final Integer frozenSize() {
    return frozenSize;
  }

  final void freeze(int size) {
    frozenSize = size;
  }

  /** Where the places for tokens outside the vocabulary begin. */
  final int oovStart() {
    return maskToken != null && outputMode == Codes.INT ? 1 : 0;
  }

  /** Where the tokens begin. */
  final int tokenStart() {
    return oovStart() + numOovIndices;
  }

  final ConfigException wrong(String what) {
    return new ConfigException("layer '" + name() + "' (" + className() + "): " + what);
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
    if (config.reading()) {
      refreshed();
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
