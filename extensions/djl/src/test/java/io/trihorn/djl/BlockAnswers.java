package io.trihorn.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What blocks answer outside training: of each output the shape, a sum weighted by places, and the
 * first three elements. The resource {@code blocks.tsv} has the answers of DJL's PyTorch engine
 * 0.36.0 with PyTorch 2.7.1.
 */
final class BlockAnswers {
  private BlockAnswers() {}

  /** One output: its shape, and numbers. */
  record Answer(String shape, double[] numbers) {
    static Answer of(NDArray output) {
      float[] values = output.toType(DataType.FLOAT32, false).toFloatArray();
      double[] numbers = new double[1 + Math.min(3, values.length)];
      for (int i = 0; i < values.length; i++) {
        numbers[0] += values[i] * Math.cos(0.7 * i);
      }
      for (int i = 1; i < numbers.length; i++) {
        numbers[i] = values[i - 1];
      }
      return new Answer(output.getShape().toString(), numbers);
    }

    String text() {
      return shape
          + "\t"
          + Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }
  }

  /** The answer of each output by the name of the case and the output's place. */
  static Map<String, Answer> of(BlockCases.Case asked, NDManager manager) {
    Map<String, Answer> answers = new TreeMap<>();
    try (NDManager own = manager.newSubManager()) {
      int place = 0;
      for (NDArray output : new BlockRun(asked, own, DataType.FLOAT32).outputs(false)) {
        answers.put(asked.name() + "/" + place++, Answer.of(output));
      }
    }
    return answers;
  }

  static Map<String, Answer> recorded() throws IOException {
    Map<String, Answer> answers = new TreeMap<>();
    try (InputStream in = BlockAnswers.class.getResourceAsStream("blocks.tsv")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        String[] parts = line.split("\t");
        double[] numbers =
            Arrays.stream(parts[2].split(" ")).mapToDouble(Double::parseDouble).toArray();
        answers.put(parts[0], new Answer(parts[1], numbers));
      }
    }
    return answers;
  }
}
