package io.trihorn.serving;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.rescaling;
import static io.trihorn.layers.Layers.resizing;
import static io.trihorn.layers.Layers.stringLookup;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.util.List;

/** Small models whose outputs are known without computing them. */
final class TestModels {
  private TestModels() {}

  /** Three numbers, each times a factor. */
  static Model times(double factor, String backend) {
    return new Sequential(input(3).name("x"), rescaling(factor).name("y")).on(backend);
  }

  /** The sum of two inputs, and ten times the first. */
  static Model twoInputs(String backend) {
    KerasTensor a = inputTensor(input(2).name("a"));
    KerasTensor b = inputTensor(input(2).name("b"));
    return new Model(
            List.of(a, b),
            List.of(add().name("sum").apply(a, b), rescaling(10).name("ten").apply(a)))
        .on(backend);
  }

  /** Words to their places: unknown 0, cat 1, dog 2. */
  static Model words(String backend) {
    return new Sequential(
            input(1).dtype("string").name("word"),
            stringLookup().vocabulary(List.of("cat", "dog")).name("place"),
            rescaling(1).name("y"))
        .on(backend);
  }

  /** Pictures of any size to their mean red, green and blue, from 0 to 1. */
  static Model colours(String backend) {
    return new Sequential(
            input(-1, -1, 3).name("picture"),
            resizing(8, 8),
            rescaling(1 / 255.0),
            globalAveragePooling2d().name("mean"))
        .on(backend);
  }
}
