package io.trihorn.huggingface;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.trihorn.graph.TensorData;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Texts as the tokens that a model was trained with, by Hugging Face's own tokenizers: the same as
 * in Python. Its library is native; it is unpacked when it is first used.
 */
public final class TextTokenizer implements AutoCloseable {
  static final String FILE = "tokenizer.json";

  private final HuggingFaceTokenizer tokenizer;

  private TextTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Reads a {@code tokenizer.json}. Texts are cut after 512 tokens, as BERT's models are made for
   * so many.
   *
   * @throws SavingException if it is not there or damaged
   */
  public static TextTokenizer read(Path file) {
    return read(file, 512);
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @param most after how many tokens a text is cut
   * @throws SavingException if it is not there or damaged
   */
  public static TextTokenizer read(Path file, int most) {
    if (!Files.isRegularFile(file)) {
      throw new SavingException("there is no file " + file);
    }
    try {
      return new TextTokenizer(
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(file)
              .optTruncation(true)
              .optMaxLength(most)
              .optPadding(true)
              .build());
    } catch (IOException | RuntimeException e) {
      throw new SavingException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Texts as a model's inputs, with the tokens that begin and end each; shorter ones are filled up.
   *
   * @return by name, each {@code (texts, length of the longest)}, int64: {@code input_ids}, {@code
   *     attention_mask}, {@code token_type_ids}
   */
  public Map<String, TensorData> encode(List<String> texts) {
    List<Encoding> encodings = Arrays.asList(tokenizer.batchEncode(texts));
    Map<String, TensorData> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", rows(encodings, Encoding::getIds));
    inputs.put("attention_mask", rows(encodings, Encoding::getAttentionMask));
    inputs.put("token_type_ids", rows(encodings, Encoding::getTypeIds));
    return inputs;
  }

  private static TensorData rows(List<Encoding> encodings, Function<Encoding, long[]> part) {
    long[] all = encodings.stream().map(part).flatMapToLong(Arrays::stream).toArray();
    return TensorData.of(all, encodings.size(), all.length / Math.max(1, encodings.size()));
  }

  /** The tokens of one text, as {@link TextGenerator} takes them. */
  public int[] tokens(String text) {
    return Arrays.stream(tokenizer.encode(text).getIds()).mapToInt(Math::toIntExact).toArray();
  }

  /** The text that tokens are, without those that begin or end one. */
  public String decode(int[] tokens) {
    return tokenizer.decode(Arrays.stream(tokens).asLongStream().toArray(), true);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
