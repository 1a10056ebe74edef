package io.trihorn.cli.fuzz;

import io.trihorn.backend.onnx.Onnx;
import io.trihorn.backend.onnx.imports.OnnxImportException;
import io.trihorn.backend.onnx.imports.Operators;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A kind of file that is damaged and loaded. */
enum FuzzFormat {
  /** Keras 3's whole models. */
  KERAS(
      ".keras",
      Saving::saveModel,
      (file, model) -> Saving.loadModel(file),
      Mutator.anyOf(
          new KerasMutator(),
          new KerasMutator(),
          new KerasMutator(),
          new ByteMutator(Integer.MAX_VALUE)),
      Set.of(SavingException.class)),

  /** The whole models of Keras before. */
  H5(
      ".h5",
      Saving::saveModel,
      (file, model) -> Saving.loadModel(file),
      new Hdf5Mutator(),
      Set.of(SavingException.class)),

  /** Weights, read into a model that is there. */
  WEIGHTS_H5(
      ".weights.h5",
      Saving::saveWeights,
      (file, model) -> {
        Saving.loadWeights(model, file);
        return model;
      },
      new Hdf5Mutator(),
      Set.of(SavingException.class)),

  /** ONNX. */
  ONNX(
      ".onnx",
      Onnx::export,
      (file, model) -> Onnx.load(file),
      Mutator.anyOf(
          new ProtoMutator(texts()),
          new ProtoMutator(texts()),
          new ProtoMutator(texts()),
          new ByteMutator(Integer.MAX_VALUE)),
      Set.of(OnnxImportException.class, IOException.class));

  /** Writes a model to a file. */
  interface Writer {
    void write(Model model, Path file);
  }

  /** Reads a file. */
  interface Reader {
    /**
     * The model in the file.
     *
     * @param source the model that the undamaged file was made of
     */
    Model read(Path file, Model source) throws IOException;
  }

  private final String ending;
  private final Writer writer;
  private final Reader reader;
  private final Mutator mutator;
  private final Set<Class<? extends Exception>> documented;

  FuzzFormat(
      String ending,
      Writer writer,
      Reader reader,
      Mutator mutator,
      Set<Class<? extends Exception>> documented) {
    this.ending = ending;
    this.writer = writer;
    this.reader = reader;
    this.mutator = mutator;
    this.documented = documented;
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>(Operators.names());
    texts.addAll(List.of("", "axis", "axes", "perm", "to", "input", "N", "ai.onnx.ml", "a/b"));
    return texts;
  }

  /** How names of such files end. */
  String ending() {
    return ending;
  }

  /** Writes a model to a file. */
  void write(Model model, Path file) {
    writer.write(model, file);
  }

  /** Loads a file. */
  Model read(Path file, Model source) throws IOException {
    return reader.read(file, source);
  }

  /** What damages such files. */
  Mutator mutator() {
    return mutator;
  }

  /** Whether loading is said to throw this where a file is damaged. */
  boolean documents(Throwable thrown) {
    return documented.stream().anyMatch(kind -> kind.isInstance(thrown));
  }
}
