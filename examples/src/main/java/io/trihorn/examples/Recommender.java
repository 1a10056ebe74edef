package io.trihorn.examples;

import static io.trihorn.layers.Layers.dot;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.sgd;

import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Ratings;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import java.util.List;

/**
 * A recommender: what people think of films that they have not seen, by a table of people and one
 * of films. A step of training computes with the rows of its batch only, however large the tables
 * are. The figure is the root of the mean squared error on ratings held back, which are made.
 */
public final class Recommender implements Example {
  static final int PEOPLE = 20_000, FILMS = 50_000;

  @Override
  public double run(Data data, int epochs) {
    Ratings made = Ratings.make(60_000, 600, 400, 1);
    Dataset ratings = Dataset.of(List.of(made.people(), made.films()), made.stars());
    try (var model = network()) {
      model.compile(sgd(5), "mse");
      model.fit(ratings.take(50_000), epochs(epochs).batchSize(128));
      return Math.sqrt(model.evaluate(ratings.skip(50_000).batch(1000)).get("loss"));
    }
  }

  /** From a person and a film, int32 {@code (batch, 1)} each, to stars {@code (batch, 1)}. */
  static Model network() {
    KerasTensor person = inputTensor(input(1).dtype("int32"));
    KerasTensor film = inputTensor(input(1).dtype("int32"));
    KerasTensor of = flatten().apply(embedding(PEOPLE, 8).name("people").apply(person));
    KerasTensor with = flatten().apply(embedding(FILMS, 8).name("films").apply(film));
    return new Model(List.of(person, film), List.of(dot(1).apply(of, with)));
  }
}
