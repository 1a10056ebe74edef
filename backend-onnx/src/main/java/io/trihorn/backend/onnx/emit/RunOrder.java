package io.trihorn.backend.onnx.emit;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Puts the nodes of a model where they are run as soon as they can be, so that what they read is
 * free again. ONNX Runtime takes the nodes that nobody reads from the last to the first, and runs
 * before each what it still needs: a training step whose last node updates the first layer would go
 * through all layers backwards before it updates the others, and keep what they need for it.
 */
public final class RunOrder {
  private static final int NOBODY = -1;
  private static final int SEVERAL = -2;

  private final List<NodeProto> nodes;
  private final List<int[]> needs = new ArrayList<>();

  /** The one node that nobody reads and this one is run for, itself if nobody reads it. */
  private final int[] runFor;

  /** How many nodes that several are run for must have run one after another, at least. */
  private final int[] ways;

  private RunOrder(List<NodeProto> nodes) {
    this.nodes = nodes;
    runFor = new int[nodes.size()];
    ways = new int[nodes.size()];
    Arrays.fill(runFor, NOBODY);
    findNeeds();
    findRunFor();
    findWays();
  }

  /** The model with the nodes that nobody reads at its end, those that can run first last. */
  public static OnnxModel of(OnnxModel model) {
    GraphProto graph = model.proto().getGraph();
    RunOrder order = new RunOrder(graph.getNodeList());
    GraphProto.Builder ordered = graph.toBuilder().clearNode();
    order.inner().mapToObj(graph::getNode).forEach(ordered::addNode);
    order.last().map(graph::getNode).forEach(ordered::addNode);
    return new OnnxModel(
        model.proto().toBuilder().setGraph(ordered).build(),
        model.parameters(),
        model.outputs(),
        model.reads(),
        model.updates());
  }

  private IntStream inner() {
    return IntStream.range(0, nodes.size()).filter(i -> runFor[i] != i);
  }

  private Stream<Integer> last() {
    return IntStream.range(0, nodes.size())
        .filter(i -> runFor[i] == i)
        .boxed()
        .sorted(Comparator.comparingInt((Integer i) -> ways[i]).reversed());
  }

  private void findNeeds() {
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      needs.add(
          Dependencies.reads(nodes.get(i)).stream()
              .filter(producers::containsKey)
              .mapToInt(producers::get)
              .toArray());
      for (String output : nodes.get(i).getOutputList()) {
        producers.put(output, i);
      }
    }
  }

  private void findRunFor() {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (runFor[i] == NOBODY) {
        runFor[i] = i;
      }
      for (int needed : needs.get(i)) {
        boolean first = runFor[needed] == NOBODY || runFor[needed] == runFor[i];
        runFor[needed] = first ? runFor[i] : SEVERAL;
      }
    }
  }

  private void findWays() {
    for (int i = 0; i < ways.length; i++) {
      int before = IntStream.of(needs.get(i)).map(needed -> ways[needed]).max().orElse(0);
      ways[i] = before + (runFor[i] == SEVERAL ? 1 : 0);
    }
  }
}
