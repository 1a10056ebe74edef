package io.trihorn.layers.preprocessing.text;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ndarray.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Texts as their numbers in a vocabulary. See {@link LookupLayer}.
 *
 * <p>Input {@code (...)} of texts; output int64 of that shape, or vectors of the vocabulary's size
 * as {@code output_mode} says: int64, for tf_idf float32.
 */
public final class StringLookup extends LookupLayer<String, StringLookup> {
  private String encoding = "utf-8";

  /** A layer whose vocabulary is learned by {@code adapt}. */
  public StringLookup() {
    super("[UNK]");
  }

  @Override
  public void configure(Config config) {
    configureLookup(config);
    encoding = config.text("encoding", encoding);
  }

  /** The attributes of a layer around this one, which writes the size that it has. */
  void configureForText(Config config) {
    configureVocabulary(config);
    encoding = config.text("encoding", encoding);
    config.constant("vocabulary_size", new JsonPrimitive(vocabularySize()));
  }

  /** The tokens of numbers, for a layer that is inverted: int of any shape to texts of it. */
  public Texts tokens(Object numbers) {
    requireVocabulary(this);
    TensorData data = HostValues.of(numbers);
    List<String> values =
        LongStream.range(0, data.size()).mapToObj(i -> token(data.getLong(i))).toList();
    return new Texts(values, new Shape(data.type().dims()));
  }

  @Override
  JsonElement toJson(String token) {
    return new JsonPrimitive(token);
  }

  @Override
  String fromJson(JsonElement json) {
    return json.getAsString();
  }

  /** By bytes, as NumPy sorts TensorFlow's texts. */
  @Override
  Comparator<String> order() {
    return (a, b) ->
        Arrays.compareUnsigned(
            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  List<String> tokensOf(Object input) {
    return Texts.of(input).values();
  }

  @Override
  long[] dims(Object input) {
    return Texts.of(input).shape().getShape();
  }

  @Override
  long oovPlace(String token, int places) {
    return Hashes.bucket(token, salt(), places);
  }
}
