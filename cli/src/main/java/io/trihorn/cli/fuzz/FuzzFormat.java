package io.trihorn.cli.fuzz;

import io.trihorn.backend.onnx.Onnx;
import io.trihorn.backend.onnx.imports.OnnxImportException;
import io.trihorn.backend.onnx.imports.Operators;
import io.trihorn.caffe.CaffeException;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.SavingException;
import io.trihorn.texts.TextException;
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
      new ModelSeeds(".keras", Saving::saveModel, (file, model) -> Saving.loadModel(file)),
      mostly(new KerasMutator()),
      Set.of(SavingException.class)),

  /** The whole models of Keras before. */
  H5(
      ".h5",
      new ModelSeeds(".h5", Saving::saveModel, (file, model) -> Saving.loadModel(file)),
      new Hdf5Mutator(),
      Set.of(SavingException.class)),

  /** Weights, read into a model that is there. */
  WEIGHTS_H5(
      ".weights.h5",
      new ModelSeeds(
          ".weights.h5",
          Saving::saveWeights,
          (file, model) -> {
            Saving.loadWeights(model, file);
            return model;
          }),
      new Hdf5Mutator(),
      Set.of(SavingException.class)),

  /** ONNX. */
  ONNX(
      ".onnx",
      new ModelSeeds(".onnx", Onnx::export, (file, model) -> Onnx.load(file)),
      mostly(new ProtoMutator(onnxTexts())),
      Set.of(OnnxImportException.class, IOException.class)),

  /** Texts of Caffe's nets. */
  PROTOTXT(".prototxt", CaffeSeeds::texts, mostly(new TextMutator()), Set.of(CaffeException.class)),

  /** Caffe's weights, read into a net that is there. */
  CAFFEMODEL(
      ".caffemodel",
      CaffeSeeds::weights,
      mostly(new ProtoMutator(caffeTexts())),
      Set.of(CaffeException.class)),

  /** What Caffe's solvers remember, read into one that is there. */
  SOLVERSTATE(
      ".solverstate",
      CaffeSeeds::states,
      mostly(new ProtoMutator(caffeTexts())),
      Set.of(CaffeException.class)),

  /** Tensors by name. */
  SAFETENSORS(
      ".safetensors",
      TensorSeeds::safeTensors,
      mostly(new SafeTensorsMutator()),
      Set.of(SavingException.class)),

  /** NumPy's arrays by name. */
  NPZ(".npz", TensorSeeds::npz, mostly(new NpzMutator()), Set.of(IOException.class)),

  /** The configurations of Hugging Face's models, whose weights are whole. */
  CONFIG_JSON(
      ".config.json",
      HuggingFaceSeeds::in,
      mostly(new JsonMutator()),
      Set.of(SavingException.class)),

  /** Models of TensorFlow.js. */
  TFJS(".json", TfjsSeeds::in, mostly(new JsonMutator()), Set.of(SavingException.class)),

  /** Trainings as texts. */
  TEXT(".yaml", TrainingSeeds::in, mostly(new TextMutator()), Set.of(TextException.class));

  private final String ending;
  private final Seed.Source seeds;
  private final Mutator mutator;
  private final Set<Class<? extends Exception>> documented;

  FuzzFormat(
      String ending,
      Seed.Source seeds,
      Mutator mutator,
      Set<Class<? extends Exception>> documented) {
    this.ending = ending;
    this.seeds = seeds;
    this.mutator = mutator;
    this.documented = documented;
  }

  /** One that knows the format; in one of four cases bytes without knowing it. */
  private static Mutator mostly(Mutator knowing) {
    return Mutator.anyOf(knowing, knowing, knowing, new ByteMutator(Integer.MAX_VALUE));
  }

  private static List<String> onnxTexts() {
    List<String> texts = new ArrayList<>(Operators.names());
    texts.addAll(List.of("", "axis", "axes", "perm", "to", "input", "N", "ai.onnx.ml", "a/b"));
    return texts;
  }

  private static List<String> caffeTexts() {
    return List.of("", "ip", "conv", "InnerProduct", "Convolution", "BatchNorm", "a/b", "/", "\0");
  }

  /** How names of such files end. */
  String ending() {
    return ending;
  }

  /** The good files. */
  List<Seed> seeds(Path folder) throws IOException {
    return seeds.in(folder);
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
