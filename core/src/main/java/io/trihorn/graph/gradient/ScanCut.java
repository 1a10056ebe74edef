package io.trihorn.graph.gradient;

import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the joint graph of a loop's body and its gradient falls apart.
 *
 * @param crossing values of the forward part that the backward part uses and that differ from step
 *     to step; sequences' slices among them
 * @param invariants the invariants that the backward part uses, also by computing again what
 *     depends on nothing else
 */
record ScanCut(List<Value> crossing, List<Value> invariants) {

  /**
   * Finds it. The forward part is what the body's own outputs need; what only gradients need is
   * computed backward, so that not it but what it is made of has to be kept.
   *
   * @param own the body's own outputs and parameters
   * @param gradients the roots of the backward part
   * @param invariants the parameters that are the same at each step
   */
  static ScanCut of(Graph joint, List<Value> own, List<Value> gradients, List<Value> invariants) {
    Set<Value> forward = new HashSet<>(own);
    for (int i = joint.nodes().size() - 1; i >= 0; i--) {
      Node node = joint.nodes().get(i);
      if (node.outputs().stream().anyMatch(forward::contains)) {
        forward.addAll(node.outputs());
        forward.addAll(node.inputs());
      }
    }
    Set<Value> fixed = new HashSet<>(invariants);
    for (Node node : joint.nodes()) {
      if (!(node.op() instanceof Leaf.Parameter) && fixed.containsAll(node.inputs())) {
        fixed.addAll(node.outputs());
      }
    }
    Set<Value> needed = new HashSet<>(gradients);
    List<Value> crossing = new ArrayList<>();
    for (int i = joint.nodes().size() - 1; i >= 0; i--) {
      Node node = joint.nodes().get(i);
      for (Value output : node.outputs()) {
        if (!needed.contains(output)) {
          continue;
        }
        if (forward.contains(output) && !fixed.contains(output)) {
          crossing.add(output);
        } else {
          needed.addAll(node.inputs());
        }
      }
    }
    return new ScanCut(crossing, invariants.stream().filter(needed::contains).toList());
  }
}
