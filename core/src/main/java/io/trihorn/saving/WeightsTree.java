package io.trihorn.saving;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.compile.HostEvaluation;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5Dataset;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Node;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model's variables in the tree of a {@code .weights.h5} file, as Keras 3 lays it out: a group
 * {@code vars} for each saveable, with its name as an attribute and its variables by number.
 */
final class WeightsTree {
  private static final Logger LOG = LoggerFactory.getLogger(WeightsTree.class);

  /** Where Keras 2.13 has what Keras 3 has in {@code layers}. */
  private static final String OLD_LAYERS = "_layer_checkpoint_dependencies";

  /**
   * Random states, which Keras does not save, so that training with dropout goes on here as if it
   * had not stopped. Keras passes over groups that it does not know.
   */
  private static final String RANDOM = "trihorn_random_states";

  private final Model model;
  private final String file;

  /**
   * The tree of a model.
   *
   * @param file for messages
   */
  WeightsTree(Model model, String file) {
    this.model = model;
    this.file = file;
  }

  /** All that has variables, the optimizer too where it is wanted and there is one. */
  List<Saveable> saveables(boolean optimizer) {
    List<Saveable> all = new ArrayList<>(Saveables.of(model));
    if (!model.seedStates().isEmpty()) {
      all.add(new Saveable(RANDOM, "random_states", model.seedStates(), null));
    }
    if (optimizer && model.compilation() != null) {
      all.addAll(Saveables.of(model.optimizer()));
    }
    return all;
  }

  /** The tree, whose arrays are asked of the model when they are written. */
  Hdf5Group write(boolean optimizer) {
    Hdf5Group root = new Hdf5Group();
    for (Saveable saveable : saveables(optimizer)) {
      root.putGroup(saveable.group()).setText("name", saveable.ownName());
      Map<Weight, TensorData> merged = merged(saveable.layer());
      for (int i = 0; i < saveable.variables().size(); i++) {
        Weight variable = saveable.variables().get(i);
        put(root, saveable.group() + "/" + i, variable, merged.get(variable));
      }
    }
    Vocabularies.putWeights(Saveables.of(model), root);
    return root;
  }

  /** The weights whose values the tree has not at all, or not as they are. */
  List<Weight> notInFiles() {
    return Saveables.of(model).stream()
        .filter(saveable -> saveable.layer() != null)
        .flatMap(saveable -> saveable.layer().adaptation().notInFiles().stream())
        .distinct()
        .toList();
  }

  /** What LoRA makes of a layer's kernels. */
  Map<Weight, TensorData> merged(Layer layer) {
    return layer == null
        ? Map.of()
        : layer.adaptation().mergedValues(this::value, HostEvaluation::compute);
  }

  private TensorData value(Weight variable) {
    return model.variableValues(List.of(variable)).get(0);
  }

  /**
   * Puts a variable at a path.
   *
   * @param other its value where it is not the one that the model has, else null
   */
  void put(Hdf5Group root, String path, Weight variable, TensorData other) {
    Hdf5Dataset dataset =
        root.putDataset(path, variable.type(), () -> other == null ? value(variable) : other);
    if (variable.type().dtype() == DataType.BFLOAT16) {
      dataset.setText("dtype", "bfloat16");
    }
  }

  /**
   * Sets the model's variables from a tree. All are compared before the first is set.
   *
   * @return the names of the layers that were left as they were, with the reasons
   * @throws SavingException if something does not match and that is not allowed
   */
  Map<String, String> read(Hdf5Group root, LoadWeights options, boolean optimizer) {
    Map<Weight, Hdf5Dataset> values = new LinkedHashMap<>();
    Map<String, String> left = new LinkedHashMap<>();
    List<Saveable> done = new ArrayList<>();
    Function<Saveable, Hdf5Group> finder = options.byName() ? byName(root) : s -> byPath(root, s);
    for (Saveable saveable : Saveables.of(model)) {
      Hdf5Group group = finder.apply(saveable);
      if (group == null && (options.byName() || saveable.variables().isEmpty())) {
        continue;
      }
      String problem = match(saveable, group, values);
      if (problem != null && !takeFromTwin(saveable, group, values, done)) {
        left.put(saveable.name(), problem);
      }
      done.add(saveable);
    }
    if (!left.isEmpty() && !options.skipMismatch()) {
      throw new SavingException(
          file
              + ": "
              + left.size()
              + " of the model's layers do not match: "
              + String.join("; ", left.values())
              + ". Load into the model the weights were saved from, or skip what does not match.");
    }
    left.forEach((name, problem) -> LOG.warn("{}: left as it was: {}", file, problem));
    if (optimizer) {
      optional(root, values);
    }
    values.forEach(this::set);
    return left;
  }

  /** Reads a value straight to where it stays, unless its elements are to be converted. */
  private void set(Weight weight, Hdf5Dataset dataset) {
    if (dataset.type().equals(weight.type())) {
      model.setVariableValue(weight, dataset::readInto);
    } else {
      model.setVariableValues(List.of(weight), List.of(dataset.read()));
    }
  }

  /**
   * Keras keeps the variables of a layer that several models share where it meets it first, and
   * reads a layer for each of them: those that have no variables in the file take those of the
   * first of their class and name.
   */
  private boolean takeFromTwin(
      Saveable saveable, Hdf5Group group, Map<Weight, Hdf5Dataset> values, List<Saveable> earlier) {
    if (group != null && numbered(group) > 0) {
      return false;
    }
    for (Saveable twin : earlier) {
      if (isTwin(saveable, twin) && values.keySet().containsAll(twin.variables())) {
        for (int i = 0; i < twin.variables().size(); i++) {
          values.put(saveable.variables().get(i), values.get(twin.variables().get(i)));
        }
        LOG.warn(
            "{}: {} was one layer with {} when the model was saved. The file does not say so: they"
                + " begin with the same values, but are trained apart",
            file,
            saveable.label(),
            twin.label());
        return true;
      }
    }
    return false;
  }

  private static boolean isTwin(Saveable a, Saveable b) {
    return a.layer() != null
        && b.layer() != null
        && a.ownName().equals(b.ownName())
        && a.layer().className().equals(b.layer().className())
        && shapes(a).equals(shapes(b));
  }

  private static List<Shape> shapes(Saveable saveable) {
    return saveable.variables().stream().map(w -> w.type().shape()).toList();
  }

  /** What is taken where it fits and left where it does not. */
  private void optional(Hdf5Group root, Map<Weight, Hdf5Dataset> values) {
    List<Saveable> all = new ArrayList<>(saveables(true));
    all.removeIf(s -> !s.path().startsWith("optimizer") && !s.path().equals(RANDOM));
    for (Saveable saveable : all) {
      Hdf5Group group = byPath(root, saveable);
      String problem = group == null ? null : match(saveable, group, values);
      if (problem != null && !unused(group)) {
        LOG.warn("{}: begins anew: {}", file, problem);
      }
    }
  }

  /** Whether these are an optimizer's that never trained: a counter and a rate. */
  private static boolean unused(Hdf5Group group) {
    return LongStream.range(0, numbered(group))
        .allMatch(i -> group.dataset(Long.toString(i)).type().rank() == 0);
  }

  private static Hdf5Group byPath(Hdf5Group root, Saveable saveable) {
    String path = saveable.group();
    if (!root.hasGroup(path)) {
      path = path.replace("layers", OLD_LAYERS);
    }
    return root.hasGroup(path) ? root.group(path) : null;
  }

  /** Finds groups by the names of what is in them. */
  private Function<Saveable, Hdf5Group> byName(Hdf5Group root) {
    Map<String, Hdf5Group> groups = new LinkedHashMap<>();
    index(root, "", groups);
    if (groups.isEmpty()) {
      throw new SavingException(
          file + " has no names of layers (Keras writes them since 3.7); load by topology instead");
    }
    return saveable -> saveable.path().isEmpty() ? null : groups.get(saveable.name());
  }

  private static void index(Hdf5Group group, String name, Map<String, Hdf5Group> groups) {
    for (Map.Entry<String, Hdf5Node> entry : group.children().entrySet()) {
      if (entry.getValue() instanceof Hdf5Group child && !entry.getKey().equals("vars")) {
        String inner = name;
        if (child.hasGroup("vars") && child.group("vars").hasAttribute("name")) {
          String own = child.group("vars").text("name");
          inner = name.isEmpty() ? own : name + "/" + own;
          groups.putIfAbsent(inner, child.group("vars"));
        }
        index(child, inner, groups);
      }
    }
  }

  /** How many variables a group has; what has a name instead of a number is something else. */
  private static long numbered(Hdf5Group group) {
    return group.children().keySet().stream()
        .filter(name -> name.chars().allMatch(Character::isDigit))
        .count();
  }

  /** Notes where a saveable's variables are, or says what does not match. */
  private static String match(Saveable saveable, Hdf5Group group, Map<Weight, Hdf5Dataset> values) {
    List<Weight> variables = saveable.variables();
    long there = group == null ? 0 : numbered(group);
    if (there != variables.size()) {
      return saveable.label()
          + " has "
          + variables.size()
          + " variables here, but "
          + there
          + " in the file";
    }
    Map<Weight, Hdf5Dataset> own = new LinkedHashMap<>();
    for (int i = 0; i < variables.size(); i++) {
      Weight variable = variables.get(i);
      if (!group.hasDataset(Integer.toString(i))) {
        return saveable.label() + " has no variable " + i + " in the file";
      }
      Hdf5Dataset dataset = group.dataset(Integer.toString(i));
      if (!dataset.type().shape().equals(variable.type().shape())) {
        return saveable.label()
            + ": '"
            + variable.name()
            + "' is "
            + variable.type()
            + " here, but "
            + dataset.type()
            + " in the file";
      }
      own.put(variable, dataset);
    }
    values.putAll(own);
    return null;
  }
}
