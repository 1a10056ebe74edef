package io.trihorn.cli.precision;

import io.trihorn.cli.samples.Transformer;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.quantizers.QuantizationStructure;
import java.util.List;
import java.util.function.Supplier;

/**
 * A model of tokens that is looked at in several forms.
 *
 * @param length how many tokens it takes
 * @param structure its blocks, for GPTQ and AWQ
 */
record Subject(String name, int length, QuantizationStructure structure, Supplier<Model> factory) {
  static final int WORDS = 1000;
  private static final int WIDTH = 256;

  /** An MLP of 16 tokens, and a Transformer of 64. */
  static List<Subject> all() {
    return List.of(
        new Subject(
            "MLP",
            16,
            new QuantizationStructure(List.of("words", "flat"), List.of("block")),
            Subject::mlp),
        new Subject(
            "Transformer",
            Transformer.LENGTH,
            new QuantizationStructure(List.of("words"), List.of("block_0", "block_1")),
            () -> Transformer.model(WORDS, WIDTH)));
  }

  private static Model mlp() {
    Layer block =
        named(
            new Sequential(
                Layers.input(16 * 64), Layers.dense(1024, "relu"), Layers.dense(1024, "relu")),
            "block");
    return new Sequential(
        Layers.input(16).dtype("int32"),
        Layers.embedding(WORDS, 64).name("words"),
        Layers.flatten().name("flat"),
        block,
        Layers.dense(10).name("head"));
  }

  private static Layer named(Layer layer, String name) {
    layer.setName(name);
    return layer;
  }
}
