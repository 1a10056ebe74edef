package io.trihorn.testkit.mistakes;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.integerLookup;
import static io.trihorn.layers.Layers.stringLookup;
import static io.trihorn.layers.Layers.textVectorization;
import static io.trihorn.testkit.mistakes.Mistake.once;

import io.trihorn.config.ConfigException;
import io.trihorn.model.Sequential;
import java.util.List;

/** Texts and codes that are looked up in a vocabulary nobody gave. Keras refuses these too. */
final class TextMistakes {
  private TextMistakes() {}

  static final List<Mistake> ALL =
      List.of(
          new Mistake(
              "texts before there is a vocabulary",
              on -> {
                Sequential model =
                    on.model(
                        input(1).dtype("string"),
                        textVectorization().outputSequenceLength(3).name("words"),
                        embedding(10, 2),
                        flatten(),
                        dense(1));
                model.compile("sgd", "mse");
                model.fit(new String[] {"a b", "c"}, new float[2], once());
              },
              ConfigException.class,
              "layer 'words' (TextVectorization): there is no vocabulary yet; call adapt(data) or setVocabulary(tokens) before the layer is used"),
          new Mistake(
              "names before there is a vocabulary",
              on -> stringLookup().name("names").compute(new String[] {"a", "b"}),
              ConfigException.class,
              "layer 'names' (StringLookup): there is no vocabulary yet; call adapt(data) or setVocabulary(tokens) before the layer is used"),
          new Mistake(
              "codes before there is a vocabulary",
              on -> integerLookup().name("codes").compute(new int[] {7, 8}),
              ConfigException.class,
              "layer 'codes' (IntegerLookup): there is no vocabulary yet; call adapt(data) or setVocabulary(tokens) before the layer is used"));
}
