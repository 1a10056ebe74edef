package io.trihorn.model;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.state.Weight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes models as a TensorFlow SavedModel with several endpoints, as Keras's {@code
 * keras.export.ExportArchive} does:
 *
 * <pre>{@code
 * new ExportArchive()
 *     .trackAndAddEndpoint("serve", model)
 *     .addEndpoint("embed", x -> encoder.apply(x.get(0)), Layers.inputTensor(28, 28, 1))
 *     .addVariableCollection("optimizer_variables", model.optimizer().variables())
 *     .writeOut(Path.of("served"));
 * }</pre>
 *
 * <p>Weights that endpoints share are one variable of the SavedModel. Each endpoint is an attribute
 * of what Python's {@code tf.saved_model.load} gives, called as the model or the function is, and a
 * signature; the first one is there as {@code serving_default} too, unless another is called so.
 */
public final class ExportArchive {
  private static final String FORMAT = "tf_saved_model";

  /** What is a part of the names of a graph's operations and cannot be taken for two of them. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]*");

  /** What Python finds as attributes of every SavedModel. */
  private static final List<String> RESERVED =
      List.of("variables", "trainable_variables", "non_trainable_variables", "signatures");

  private final Set<Model> tracked = new LinkedHashSet<>();
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  private final Map<String, List<Weight>> collections = new LinkedHashMap<>();

  /** An archive without endpoints. */
  public ExportArchive() {}

  /**
   * Has all variables of a model written, those that no endpoint uses too. What endpoints use is
   * written anyway.
   *
   * @return this archive
   * @throws ModelException if the model has not been built
   */
  public ExportArchive track(Model model) {
    if (!model.isBuilt()) {
      throw new ModelException(
          "model '" + model.name() + "' is not built yet; build it before it is exported");
    }
    tracked.add(model);
    return this;
  }

  /**
   * Adds the prediction of a model as an endpoint. Its inputs are called as their layers, and its
   * outputs by their keys where they stand in a map, else {@code output_0} and so on.
   *
   * @param name what it is called: letters, digits, {@code _}, {@code .} and {@code -}
   * @param inputSignature a shape for each input, -1 where an extent stays open; none to take the
   *     model's
   * @return this archive
   * @throws ModelException if the name is taken or has other characters
   */
  public ExportArchive addEndpoint(String name, Model model, Shape... inputSignature) {
    requireFree(name);
    endpoints.put(name, Endpoint.of(name, model, List.of(inputSignature)));
    return this;
  }

  private void requireFree(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new ModelException(
          "an endpoint's name is made of letters, digits, '_', '.' and '-', but got '"
              + name
              + "'; choose another");
    }
    if (RESERVED.contains(name)) {
      throw reserved(name);
    }
    if (endpoints.containsKey(name) || collections.containsKey(name)) {
      throw new ModelException("the endpoint name '" + name + "' is already taken; choose another");
    }
  }

  private static ModelException reserved(String name) {
    return new ModelException(
        "'" + name + "' is one of " + RESERVED + ", which a SavedModel has; choose another name");
  }

  /**
   * Adds a function as an endpoint. Its arguments are called as the layers of the stand-ins.
   *
   * @param name what it is called: letters, digits, {@code _}, {@code .} and {@code -}
   * @param fn applies layers, models and operations to the inputs; gives a {@link KerasTensor}, or
   *     lists and maps of them, as {@link Model#Model(Object, Object)} takes them
   * @param inputSignature stand-ins of the inputs with their shapes, element types and names, as
   *     {@code Layers.inputTensor} makes them
   * @return this archive
   * @throws ModelException if the name is taken or has other characters, or no input is given
   */
  public ExportArchive addEndpoint(
      String name, Function<List<KerasTensor>, ?> fn, KerasTensor... inputSignature) {
    if (inputSignature.length == 0) {
      throw new ModelException(
          "endpoint '"
              + name
              + "' is a function, whose inputs cannot be known; give an inputSignature, such as"
              + " Layers.inputTensor(3)");
    }
    requireFree(name);
    List<KerasTensor> inputs = List.of(inputSignature);
    endpoints.put(name, Endpoint.ofFunction(name, new Model(inputs, fn.apply(inputs))));
    return this;
  }

  /**
   * {@link #track} and {@link #addEndpoint(String, Model, Shape...)} in one.
   *
   * @return this archive
   */
  public ExportArchive trackAndAddEndpoint(String name, Model model, Shape... inputSignature) {
    return track(model).addEndpoint(name, model, inputSignature);
  }

  /**
   * Has variables written that can be found by a name: in Python it is an attribute of what is
   * loaded, a list.
   *
   * @param variables weights of models that are tracked or endpoints, or of their optimizers
   * @return this archive
   * @throws ModelException if one belongs to no such model, or the name is an endpoint's or one
   *     that every SavedModel has
   */
  public ExportArchive addVariableCollection(String name, List<Weight> variables) {
    if (RESERVED.contains(name)) {
      throw reserved(name);
    }
    if (endpoints.containsKey(name)) {
      throw new ModelException("'" + name + "' is an endpoint's name already; choose another");
    }
    Set<Weight> known = new LinkedHashSet<>();
    models().forEach(m -> known.addAll(reached(m)));
    for (Weight variable : variables) {
      if (!known.contains(variable)) {
        throw new ModelException(
            "variable '%s' of the collection '%s' belongs to no model of the archive; track its model first"
                .formatted(variable.variable().name(), name));
      }
    }
    collections.put(name, List.copyOf(variables));
    return this;
  }

  /**
   * Writes the SavedModel; trihorn-backend-tensorflow must be on the class path.
   *
   * @param path the directory; an empty one or a SavedModel that is there is replaced when the new
   *     one is complete
   * @throws ModelException if there is no endpoint, or nothing that writes SavedModels
   */
  public void writeOut(Path path) {
    if (endpoints.isEmpty()) {
      throw new ModelException(
          "the archive has no endpoint to be called by; add one by addEndpoint");
    }
    ModelExporter.of(FORMAT).export(this, path);
  }

  /** The endpoints, in the order in which they were added. */
  public List<Endpoint> endpoints() {
    return List.copyOf(endpoints.values());
  }

  /** The models that are tracked or compute endpoints, each once. */
  public List<Model> models() {
    return Stream.concat(tracked.stream(), endpoints.values().stream().map(Endpoint::model))
        .distinct()
        .toList();
  }

  /** The variables of the tracked models, each once. */
  public List<Weight> variables() {
    return tracked.stream().flatMap(m -> m.variables().stream()).distinct().toList();
  }

  /** Those of the tracked models' variables that training changes by gradient. */
  public List<Weight> trainableVariables() {
    return tracked.stream().flatMap(m -> m.trainableWeights().stream()).distinct().toList();
  }

  /** Those of the tracked models' variables that training does not change by gradient. */
  public List<Weight> nonTrainableVariables() {
    Set<Weight> rest = new LinkedHashSet<>(variables());
    trainableVariables().forEach(rest::remove);
    return List.copyOf(rest);
  }

  /** The variable collections by their names, in the order in which they were added. */
  public Map<String, List<Weight>> variableCollections() {
    return new LinkedHashMap<>(collections);
  }

  /**
   * Copies of the values of variables; those of models that share weights belong to one step.
   *
   * @param wanted variables of the archive's models or their optimizers
   */
  public Map<Variable, TensorData> values(Set<Variable> wanted) {
    Map<Variable, TensorData> values = new HashMap<>();
    List<Model> left = new ArrayList<>(models());
    while (!left.isEmpty()) {
      Model first = left.remove(0);
      Set<Weight> weights = new LinkedHashSet<>(reached(first));
      List<Model> joined = List.of(first);
      while (!joined.isEmpty()) {
        joined = left.stream().filter(m -> !Collections.disjoint(weights, reached(m))).toList();
        joined.forEach(Model::initialize);
        joined.forEach(m -> weights.addAll(reached(m)));
        left.removeAll(joined);
      }
      List<Weight> read = weights.stream().filter(w -> wanted.contains(w.variable())).toList();
      List<TensorData> copies = first.variableValues(read);
      for (int i = 0; i < read.size(); i++) {
        values.put(read.get(i).variable(), copies.get(i));
      }
    }
    return values;
  }

  /** All variables of a model and of what trains it. */
  private static List<Weight> reached(Model model) {
    List<Weight> all = new ArrayList<>(model.variables());
    if (model.compilation() != null) {
      all.addAll(model.optimizer().variables());
    }
    return all;
  }
}
