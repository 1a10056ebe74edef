package io.trihorn.cli.precision;

import io.trihorn.model.Model;
import io.trihorn.quantizers.AWQConfig;
import io.trihorn.quantizers.GPTQConfig;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * A form of a model.
 *
 * @param make brings a model in floats into it
 */
record Form(String name, BiConsumer<Subject, Model> make) {
  private static final int SAMPLES = 16;

  /** In float32, and in each of the modes of quantization. */
  static List<Form> all() {
    return List.of(
        new Form("float32", (subject, model) -> {}),
        new Form("int8", (subject, model) -> model.quantize("int8")),
        new Form("int4", (subject, model) -> model.quantize("int4")),
        new Form("float8", (subject, model) -> model.quantize("float8")),
        new Form("GPTQ, 4 bits", Form::gptq),
        new Form("AWQ, 4 bits", Form::awq));
  }

  private static List<int[]> data(Subject subject) {
    return List.of(
        new Random(2).ints((long) SAMPLES * subject.length(), 0, Subject.WORDS).toArray());
  }

  private static void gptq(Subject subject, Model model) {
    model.quantize(
        new GPTQConfig(data(subject), null)
            .numSamples(SAMPLES)
            .sequenceLength(subject.length())
            .quantizationLayerStructure(subject.structure()));
  }

  private static void awq(Subject subject, Model model) {
    model.quantize(
        new AWQConfig(data(subject), null)
            .numSamples(SAMPLES)
            .sequenceLength(subject.length())
            .quantizationLayerStructure(subject.structure()));
  }
}
