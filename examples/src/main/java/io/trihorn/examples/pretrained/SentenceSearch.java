package io.trihorn.examples.pretrained;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Search by meaning: the sentences whose vectors are nearest to that of a question. */
public final class SentenceSearch {
  private SentenceSearch() {}

  /**
   * A sentence that was found.
   *
   * @param score the cosine between its vector and the question's
   */
  public record Found(String sentence, double score) {}

  /**
   * The sentences nearest to a question, the nearest first.
   *
   * @param models has {@code all-minilm-l6-v2.onnx} and its tokenizer
   */
  public static List<Found> search(
      ModelFolder models, List<String> sentences, String question, int most) throws IOException {
    try (SentenceEncoder encoder = new SentenceEncoder(models)) {
      float[][] vectors = rows(encoder.model().predict(encoder.dataset(sentences)));
      float[] wanted = rows(encoder.model().predict(encoder.dataset(List.of(question))))[0];
      return IntStream.range(0, vectors.length)
          .mapToObj(i -> new Found(sentences.get(i), cosine(vectors[i], wanted)))
          .sorted(Comparator.comparing(Found::score).reversed())
          .limit(most)
          .toList();
    }
  }

  static float[][] rows(NDArray array) {
    float[] all = array.toFloatArray();
    int rows = (int) array.getShape().get(0);
    int width = all.length / rows;
    float[][] split = new float[rows][width];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(all, i * width, split[i], 0, width);
    }
    return split;
  }

  private static double cosine(float[] a, float[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }
}
