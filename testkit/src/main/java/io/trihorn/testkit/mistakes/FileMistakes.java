package io.trihorn.testkit.mistakes;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;

import io.trihorn.config.ConfigException;
import io.trihorn.config.UnknownNameException;
import io.trihorn.graph.ShapeException;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.SavingException;
import io.trihorn.testkit.mistakes.Mistake.Place;
import java.nio.file.Files;
import java.util.List;

/** Files and weights that are not what they should be. */
final class FileMistakes {
  private FileMistakes() {}

  private static Sequential line(Place on) {
    return on.model(input(2), dense(1).name("out")).name("line");
  }

  static final List<Mistake> ALL =
      List.of(
          new Mistake(
              "a file that is not there",
              on -> Saving.loadModel(on.folder().resolve("no.keras")),
              SavingException.class,
              "there is no file ...no.keras"),
          new Mistake(
              "a folder as a file",
              on -> Saving.loadModel(Files.createDirectory(on.folder().resolve("dir.keras"))),
              SavingException.class,
              "...dir.keras is a folder; give the file in it that was saved"),
          new Mistake(
              "a file without an ending",
              on -> Saving.loadModel(Files.createFile(on.folder().resolve("model"))),
              SavingException.class,
              "files of models end in .keras or .h5 or .hdf5, but got ...model"),
          new Mistake(
              "a file of another ending",
              on -> Saving.loadModel(Files.createFile(on.folder().resolve("model.zip"))),
              SavingException.class,
              "files of models end in .keras or .h5 or .hdf5, but got ...model.zip"),
          new Mistake(
              "a checkpoint of PyTorch",
              on -> Saving.loadModel(Files.createFile(on.folder().resolve("model.pt"))),
              SavingException.class,
              "...model.pt is a checkpoint of PyTorch, which is not read: pickle is code, which runs when it is read. Write the weights as safetensors, in Python safetensors.torch.save_file(model.state_dict(), \"model.safetensors\"), or the whole model as ONNX, torch.onnx.export(model, args, \"model.onnx\")"),
          new Mistake(
              "an empty file",
              on -> Saving.loadModel(Files.createFile(on.folder().resolve("model.keras"))),
              SavingException.class,
              "...model.keras is no .keras file, which is a zip archive, or is damaged: zip file is empty"),
          new Mistake(
              "a file that is no archive",
              on ->
                  Saving.loadModel(Files.writeString(on.folder().resolve("model.keras"), "hello")),
              SavingException.class,
              "...model.keras is no .keras file, which is a zip archive, or is damaged: zip END header not found"),
          new Mistake(
              "an .h5 file that is none",
              on -> Saving.loadModel(Files.writeString(on.folder().resolve("model.h5"), "hello")),
              SavingException.class,
              "could not load ...model.h5: ...model.h5 is no HDF5 file that can be read, or is damaged"),
          new Mistake(
              "saving into a folder that is not there",
              on -> Saving.saveModel(line(on), on.folder().resolve("no/model.keras")),
              SavingException.class,
              "could not save ...no/model.keras: the folder ...no is not there; make it first"),
          new Mistake(
              "saving under another ending",
              on -> Saving.saveModel(line(on), on.folder().resolve("model.zip")),
              SavingException.class,
              "files of models end in .keras or .h5 or .hdf5, but got ...model.zip"),
          new Mistake(
              "saving weights under another ending",
              on -> Saving.saveWeights(line(on), on.folder().resolve("model.ckpt")),
              SavingException.class,
              "files of weights end in .weights.h5 or .weights.json or .keras or .safetensors or .npz or .h5 or .hdf5, but got ...model.ckpt"),
          new Mistake(
              "a weights file as a model",
              on -> {
                Saving.saveWeights(line(on), on.folder().resolve("m.weights.h5"));
                Saving.loadModel(on.folder().resolve("m.weights.h5"));
              },
              SavingException.class,
              "...m.weights.h5 has the weights of a model, but no model_config. The layers and the weights are in two files: make the model by Saving.modelFromJson(Files.readString(Path.of(\"the JSON file that was saved with it\"))), then call Saving.loadWeights(model, Path.of(\"...m.weights.h5\"))"),
          new Mistake(
              "weights of another shape",
              on -> {
                Saving.saveWeights(line(on), on.folder().resolve("m.weights.h5"));
                Saving.loadWeights(
                    on.model(input(3), dense(1).name("out")), on.folder().resolve("m.weights.h5"));
              },
              SavingException.class,
              "...m.weights.h5: 1 of the model's layers do not match: 'out' (layers/dense): 'kernel' is float32[3,1] here, but float32[2,1] in the file. Load into the model the weights were saved from, or skip what does not match."),
          new Mistake(
              "weights of another model",
              on -> {
                Saving.saveWeights(line(on), on.folder().resolve("m.weights.h5"));
                Saving.loadWeights(
                    on.model(input(2), dense(1), dense(2)), on.folder().resolve("m.weights.h5"));
              },
              SavingException.class,
              "...m.weights.h5: 1 of the model's layers do not match: 'dense_1' (layers/dense_1) has 2 variables here, but 0 in the file. Load into the model the weights were saved from, or skip what does not match."),
          new Mistake(
              "saving weights of a model without an input",
              on ->
                  Saving.saveWeights(
                      on.model(dense(1)).name("open"), on.folder().resolve("m.weights.h5")),
              SavingException.class,
              "could not save ...m.weights.h5: model 'open' does not know the shape of its input yet: begin it with input(...), or call fit or build first"),
          new Mistake(
              "fewer arrays than weights",
              on -> line(on).setWeights(List.of((Object) new float[2][1])),
              ShapeException.class,
              "model 'line' takes values for 2 such variables, [out/kernel, out/bias], but got 1"),
          new Mistake(
              "an array of another shape than the weight",
              on -> line(on).setWeights(List.of(new float[2][2], new float[1])),
              ShapeException.class,
              "weight 'out/kernel' is float32[2,1], but got float32[2,2]"),
          new Mistake(
              "JSON that is no model",
              on -> Model.fromJson("{\"a\": 1}"),
              ConfigException.class,
              "a serialized layer needs a class_name: {\"a\":1}"),
          new Mistake(
              "text that is no JSON",
              on -> Model.fromJson("hello"),
              ConfigException.class,
              "a model's configuration should be a JSON object, but is \"hello\""),
          new Mistake(
              "a layer class that is not registered",
              on -> Model.fromJson(line(on).toJson().replace("\"Dense\"", "\"MyDense\"")),
              UnknownNameException.class,
              "unknown layer 'MyDense'; did you mean 'Dense'? A class of your own is added to the registry by addCustom(\"Custom\", \"MyDense\", factory)."));
}
