package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Operands.floats;
import static io.trihorn.backend.onnx.imports.Operands.node;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Ensembles of trees, grown at random. */
final class TreeCases {
  private static final int FEATURES = 4;

  private final Random random;
  private final List<Long> trees = new ArrayList<>();
  private final List<Long> nodes = new ArrayList<>();
  private final List<Long> features = new ArrayList<>();
  private final List<Long> yes = new ArrayList<>();
  private final List<Long> no = new ArrayList<>();
  private final List<Long> missing = new ArrayList<>();
  private final List<Double> splits = new ArrayList<>();
  private final List<String> modes = new ArrayList<>();
  private final List<Long> leafTrees = new ArrayList<>();
  private final List<Long> leafNodes = new ArrayList<>();

  private TreeCases(long seed, int count, int depth, List<String> kinds) {
    random = new Random(seed);
    for (int tree = 0; tree < count; tree++) {
      grow(tree, new int[] {0}, depth, kinds);
    }
  }

  private long grow(long tree, int[] next, int depth, List<String> kinds) {
    long id = next[0]++;
    boolean leaf = depth == 0 || (id > 0 && random.nextInt(5) == 0);
    int place = nodes.size();
    trees.add(tree);
    nodes.add(id);
    features.add(leaf ? 0L : random.nextInt(FEATURES));
    splits.add(leaf ? 0.0 : (double) (float) (random.nextInt(9) / 4.0 - 1));
    modes.add(leaf ? "LEAF" : kinds.get(random.nextInt(kinds.size())));
    missing.add((long) random.nextInt(2));
    yes.add(0L);
    no.add(0L);
    if (leaf) {
      leafTrees.add(tree);
      leafNodes.add(id);
    } else {
      yes.set(place, grow(tree, next, depth - 1, kinds));
      no.set(place, grow(tree, next, depth - 1, kinds));
    }
    return id;
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private NodeCase nodes(NodeCase c, boolean tracks) {
    c.attr("nodes_treeids", longs(trees))
        .attr("nodes_nodeids", longs(nodes))
        .attr("nodes_featureids", longs(features))
        .attr("nodes_truenodeids", longs(yes))
        .attr("nodes_falsenodeids", longs(no))
        .attr("nodes_values", splits.stream().mapToDouble(Double::doubleValue).toArray())
        .attr("nodes_modes", modes.toArray(String[]::new));
    return tracks ? c.attr("nodes_missing_value_tracks_true", longs(missing)) : c;
  }

  /** Leaves that speak of some targets each. */
  private NodeCase leaves(NodeCase c, String kind, String ids, int each, int of, double lowest) {
    List<Long> inTrees = new ArrayList<>();
    List<Long> inNodes = new ArrayList<>();
    List<Long> targets = new ArrayList<>();
    for (int leaf = 0; leaf < leafTrees.size(); leaf++) {
      for (int k = 0; k < each; k++) {
        inTrees.add(leafTrees.get(leaf));
        inNodes.add(leafNodes.get(leaf));
        targets.add((long) (of == each ? k : random.nextInt(of)));
      }
    }
    return c.attr(kind + "_treeids", longs(inTrees))
        .attr(kind + "_nodeids", longs(inNodes))
        .attr(ids, longs(targets))
        .attr(kind + "_weights", random.doubles(targets.size(), lowest, 0.4).toArray());
  }

  private static TensorData rows() {
    TensorData x = floats(17, FEATURES);
    for (int i = 0; i < 17; i++) {
      x.setDouble(i * FEATURES + i % FEATURES, i % 9 / 4.0 - 1); // Values on the splits.
    }
    return x;
  }

  private static TensorData gaps() {
    TensorData x = rows();
    for (int i = 0; i < 17; i += 2) {
      x.setDouble(i * FEATURES + (i + 1) % FEATURES, Double.NaN);
    }
    return x;
  }

  private static NodeCase ml(String type) {
    return node("ai.onnx.ml." + type, 3);
  }

  static List<NodeCase> trees() {
    List<NodeCase> all = new ArrayList<>();
    List<String> leq = List.of("BRANCH_LEQ");
    for (String mode : List.of("LEQ", "LT", "GTE", "GT", "EQ", "NEQ")) {
      TreeCases t = new TreeCases(1, 3, 4, List.of("BRANCH_" + mode));
      NodeCase c = t.nodes(ml("TreeEnsembleRegressor").in(rows()), false);
      all.add(t.leaves(c, "target", "target_ids", 1, 1, -1).attr("n_targets", 1));
    }
    for (String aggregate : List.of("SUM", "AVERAGE", "MIN", "MAX")) {
      TreeCases t = new TreeCases(2, 4, 3, List.of("BRANCH_LT", "BRANCH_GTE", "BRANCH_LEQ"));
      NodeCase c = t.nodes(ml("TreeEnsembleRegressor").in(gaps()), true);
      all.add(
          t.leaves(c, "target", "target_ids", 2, 2, -1)
              .attr("n_targets", 2)
              .attr("base_values", new double[] {0.5, -0.25})
              .attr("aggregate_function", aggregate));
    }
    for (String transform : List.of("NONE", "LOGISTIC", "SOFTMAX")) {
      // Of two classes that leaves speak of both, ONNX Runtime gives neither label.
      TreeCases each = new TreeCases(3, 5, 4, leq);
      all.add(
          each.leaves(
                  each.nodes(ml("TreeEnsembleClassifier").in(rows()).outputs(2), false),
                  "class",
                  "class_ids",
                  3,
                  3,
                  0)
              .attr("classlabels_int64s", new long[] {5, 2, 8})
              .attr("post_transform", transform));
      for (double lowest : new double[] {0, -0.4}) {
        TreeCases t = new TreeCases(4, 5, 3, leq);
        NodeCase c = t.nodes(ml("TreeEnsembleClassifier").in(rows()).outputs(2), false);
        t.leaves(c, "class", "class_ids", 1, 1, lowest)
            .attr("classlabels_strings", new String[] {"no", "yes"})
            .attr("post_transform", transform);
        all.add(lowest < 0 ? c.attr("base_values", new double[] {0.125}) : c);
      }
    }
    TreeCases three = new TreeCases(6, 5, 3, leq);
    all.add(
        three
            .leaves(
                three.nodes(ml("TreeEnsembleClassifier").in(rows()).outputs(2), false),
                "class",
                "class_ids",
                1,
                3,
                -0.4)
            .attr("classlabels_int64s", new long[] {0, 1, 2})
            .attr("base_values", new double[] {0.1, 0.2, 0.3})
            .attr("post_transform", "SOFTMAX"));
    all.add(small(1));
    all.add(small(0));
    return all;
  }

  /** Version 5: two trees, of two nodes and of one. */
  private static NodeCase small(int aggregate) {
    TensorData modes = TensorData.of(new long[] {0, 3, 1}, 3).cast(DataType.UINT8);
    return node("ai.onnx.ml.TreeEnsemble", 5)
        .in(rows())
        .attr("n_targets", 2)
        .attr("aggregate_function", aggregate)
        .attr("post_transform", 0)
        .attr("tree_roots", new long[] {0, 2})
        .attr("nodes_featureids", new long[] {1, 3, 0})
        .attr("nodes_modes", modes)
        .attr("nodes_splits", Operands.reals(0.25, -0.5, 0))
        .attr("nodes_truenodeids", new long[] {1, 0, 3})
        .attr("nodes_trueleafs", new long[] {0, 1, 1})
        .attr("nodes_falsenodeids", new long[] {2, 1, 4})
        .attr("nodes_falseleafs", new long[] {1, 1, 1})
        .attr("leaf_targetids", new long[] {0, 1, 0, 1, 0})
        .attr("leaf_weights", Operands.reals(1.5, -2, 0.25, 7, -3));
  }
}
