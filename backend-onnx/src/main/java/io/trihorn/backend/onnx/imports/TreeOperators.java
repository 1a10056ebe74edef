package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ensembles of decision trees of {@code ai.onnx.ml}. */
final class TreeOperators {
  private static final String DOMAIN = "ai.onnx.ml.";
  private static final List<String> TRANSFORMS =
      List.of("NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT");

  private TreeOperators() {}

  static void addTo(Operators.Builder table) {
    table.add(DOMAIN + "TreeEnsembleClassifier", TreeOperators::classifier);
    table.one(DOMAIN + "TreeEnsembleRegressor", TreeOperators::regressor);
    table.one(DOMAIN + "TreeEnsemble", 5, TreeOperators::ensemble);
  }

  /** Numbers as floats, or as the tensor of doubles that newer files may have instead. */
  private static double[] reals(OpCall call, String name) {
    AttributeProto tensor = call.attribute(name + "_as_tensor");
    return tensor == null ? call.reals(name) : call.scope().read(tensor.getT()).toDoubleArray();
  }

  private static double[] tensor(OpCall call, String name) {
    AttributeProto tensor = call.attribute(name);
    return tensor == null ? new double[0] : call.scope().read(tensor.getT()).toDoubleArray();
  }

  private static long[] integers(OpCall call, String name) {
    long[] given = call.integers(name);
    return given == null ? new long[0] : given;
  }

  /** Rows of features: float64 stay, all else is float32. */
  private static Tensor rows(OpCall call) {
    Tensor x = call.in(0);
    return x.dtype() == DataType.FLOAT64 ? x : LinearModelOperators.rows(call);
  }

  /** The nodes of a tree by their number in it. */
  private record Key(long tree, long node) {}

  /** Trees whose nodes are told by tree and number, with what leaves add told the same way. */
  private static Trees byKeys(OpCall call, String leaf, String ids, int targets) {
    long[] treeIds = integers(call, "nodes_treeids");
    long[] nodeIds = integers(call, "nodes_nodeids");
    int count = treeIds.length;
    Map<Key, Integer> places = new HashMap<>();
    for (int i = 0; i < count; i++) {
      places.put(new Key(treeIds[i], nodeIds[i]), i);
    }
    List<String> names = call.texts("nodes_modes");
    long[] yesIds = integers(call, "nodes_truenodeids");
    long[] noIds = integers(call, "nodes_falsenodeids");
    long[] tracks = call.integers("nodes_missing_value_tracks_true");
    Trees.Mode[] modes = new Trees.Mode[count];
    long[] yes = new long[count];
    long[] no = new long[count];
    boolean[] missing = new boolean[count];
    boolean[] inner = new boolean[count];
    for (int i = 0; i < count; i++) {
      boolean isLeaf = names.get(i).equals("LEAF");
      modes[i] = isLeaf ? null : mode(call, names.get(i));
      yes[i] = isLeaf ? i : place(call, places, treeIds[i], yesIds[i]);
      no[i] = isLeaf ? i : place(call, places, treeIds[i], noIds[i]);
      missing[i] = !isLeaf && tracks != null && tracks.length > i && tracks[i] != 0;
      if (!isLeaf) {
        inner[(int) yes[i]] = true;
        inner[(int) no[i]] = true;
      }
    }
    List<Long> roots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (!inner[i]) {
        roots.add((long) i);
      }
    }
    double[][] weights = new double[count][targets];
    boolean[][] given = new boolean[count][targets];
    long[] leafTrees = integers(call, leaf + "_treeids");
    long[] leafNodes = integers(call, leaf + "_nodeids");
    long[] leafIds = integers(call, ids);
    double[] added = reals(call, leaf + "_weights");
    for (int i = 0; i < leafIds.length; i++) {
      int at = place(call, places, leafTrees[i], leafNodes[i]);
      weights[at][(int) leafIds[i]] += added[i];
      given[at][(int) leafIds[i]] = true;
    }
    return new Trees(
        modes,
        integers(call, "nodes_featureids"),
        reals(call, "nodes_values"),
        yes,
        no,
        missing,
        longs(roots),
        weights,
        given);
  }

  private static int place(OpCall call, Map<Key, Integer> places, long tree, long node) {
    Integer place = places.get(new Key(tree, node));
    if (place == null) {
      throw call.wrong("speaks of node " + node + " of tree " + tree + ", which is not there");
    }
    return place;
  }

  private static Trees.Mode mode(OpCall call, String name) {
    try {
      return Trees.Mode.valueOf(name.replace("BRANCH_", ""));
    } catch (IllegalArgumentException e) {
      throw call.unsupported("the node mode " + name);
    }
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static Tensor based(Tensor y, double[] base) {
    return base.length == 0
        ? y
        : Ops.add(y, y.constant(TensorData.of(base, base.length).cast(y.dtype())));
  }

  private static Tensor regressor(OpCall call) {
    Trees trees = byKeys(call, "target", "target_ids", call.small("n_targets", 1));
    Trees.Aggregate aggregate = Trees.Aggregate.valueOf(call.text("aggregate_function", "SUM"));
    Tensor y = based(trees.scores(rows(call), aggregate), reals(call, "base_values"));
    Tensor result = PostTransforms.of(call, call.text("post_transform", "NONE")).apply(y);
    return Ops.cast(result, DataType.FLOAT32);
  }

  private static List<Tensor> classifier(OpCall call) {
    ClassLabels labels = ClassLabels.of(call, "classlabels_int64s", "classlabels_strings");
    int classes = labels.count();
    Trees trees = byKeys(call, "class", "class_ids", classes);
    Tensor y = trees.scores(rows(call), Trees.Aggregate.SUM);
    double[] base = reals(call, "base_values");
    String transform = call.text("post_transform", "NONE");
    if (classes == 2 && trees.ofOneTarget()) {
      return binary(
          call, labels, Ops.cast(spoken(trees, y, base), DataType.FLOAT32), trees.positive());
    }
    y = based(y, base);
    Tensor probabilities = PostTransforms.of(call, transform).apply(y);
    return List.of(labels.largest(y), Ops.cast(probabilities, DataType.FLOAT32));
  }

  /** The only scores there are, {@code (batch, 1)}. */
  private static Tensor spoken(Trees trees, Tensor y, double[] base) {
    Tensor score = Ops.sumKeep(y, 1);
    return base.length == 0 ? score : Ops.add(score, base[base.length - 1]);
  }

  /** Probabilities are told from scores of any sign by the signs of what leaves add. */
  private static List<Tensor> binary(
      OpCall call, ClassLabels labels, Tensor score, boolean probabilities) {
    String transform = call.text("post_transform", "NONE");
    Tensor label = labels.choose(Ops.greater(Shapes.squeeze(score, 1), probabilities ? 0.5 : 0));
    boolean logistic = transform.equals("LOGISTIC");
    Tensor first = probabilities && !logistic ? Ops.subtract(1, score) : Ops.negative(score);
    Tensor both = Shapes.concatenate(List.of(first, score), 1);
    return List.of(label, logistic ? Nn.sigmoid(both) : both);
  }

  /** The form of version 5, in which leaves have a table of their own. */
  private static Tensor ensemble(OpCall call) {
    double[] codes = tensor(call, "nodes_modes");
    double[] splits = tensor(call, "nodes_splits");
    double[] leafWeights = tensor(call, "leaf_weights");
    long[] leafTargets = integers(call, "leaf_targetids");
    long[] yesIds = integers(call, "nodes_truenodeids");
    long[] noIds = integers(call, "nodes_falsenodeids");
    long[] yesLeaf = integers(call, "nodes_trueleafs");
    long[] noLeaf = integers(call, "nodes_falseleafs");
    long[] tracks = call.integers("nodes_missing_value_tracks_true");
    int inner = codes.length;
    int count = inner + leafTargets.length;
    int targets = call.small("n_targets", 1);
    Trees.Mode[] modes = new Trees.Mode[count];
    long[] features = Arrays.copyOf(integers(call, "nodes_featureids"), count);
    long[] yes = Values.range(0, 1, count);
    long[] no = Values.range(0, 1, count);
    boolean[] missing = new boolean[count];
    double[][] weights = new double[count][targets];
    boolean[][] given = new boolean[count][targets];
    for (int i = 0; i < inner; i++) {
      int code = (int) codes[i];
      if (code >= Trees.Mode.values().length) {
        throw call.unsupported("the node mode BRANCH_MEMBER");
      }
      modes[i] = Trees.Mode.values()[code];
      yes[i] = yesIds[i] + (yesLeaf[i] != 0 ? inner : 0);
      no[i] = noIds[i] + (noLeaf[i] != 0 ? inner : 0);
      missing[i] = tracks != null && tracks.length > i && tracks[i] != 0;
    }
    for (int i = 0; i < leafTargets.length; i++) {
      weights[inner + i][(int) leafTargets[i]] = leafWeights[i];
      given[inner + i][(int) leafTargets[i]] = true;
    }
    Trees trees =
        new Trees(
            modes,
            features,
            Arrays.copyOf(splits, count),
            yes,
            no,
            missing,
            integers(call, "tree_roots"),
            weights,
            given);
    int aggregate = call.small("aggregate_function", 1);
    Tensor y = trees.scores(rows(call), Trees.Aggregate.values()[aggregate]);
    return PostTransforms.of(call, TRANSFORMS.get(call.small("post_transform", 0))).apply(y);
  }
}
