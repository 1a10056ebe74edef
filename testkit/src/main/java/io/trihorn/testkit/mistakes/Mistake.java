package io.trihorn.testkit.mistakes;

import io.trihorn.layers.base.Layer;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import java.nio.file.Path;

/**
 * Something that people do wrong, and what they are told.
 *
 * @param name what is wrong
 * @param code does it
 * @param type of the exception
 * @param message the whole of it; {@code ...} stands for anything, such as a path or a name that
 *     differs from machine to machine
 */
record Mistake(String name, Code code, Class<? extends Exception> type, String message) {
  /** Code that is wrong. */
  interface Code {
    /**
     * Runs it.
     *
     * @param on where models run
     */
    void run(Place on) throws Exception;
  }

  /**
   * Where a mistake is made.
   *
   * @param backend the backend's name
   * @param folder an empty folder
   */
  record Place(String backend, Path folder) {
    /** A model of layers on the backend. */
    Sequential model(Layer... layers) {
      Sequential model = new Sequential(layers);
      model.on(backend);
      return model;
    }
  }

  /** One epoch without a progress bar. */
  static FitOptions once() {
    return FitOptions.epochs(1).verbose(false);
  }

  @Override
  public String toString() {
    return name;
  }
}
