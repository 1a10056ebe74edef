package io.trihorn.model;

import io.trihorn.config.Trees;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The uses of layers between some inputs and some outputs. */
final class FunctionalGraph {
  private final Object inputForm;
  private final Object outputForm;
  private final List<KerasTensor> inputs;
  private final List<KerasTensor> outputs;
  private final List<LayerCall> calls = new ArrayList<>();
  private final Map<Layer, Integer> firstSeen = new LinkedHashMap<>();
  private final Map<LayerCall, Integer> distances;
  private final List<LayerCall> inOrder;
  private final List<Layer> layers;
  private final HostPart hostPart;

  /**
   * A graph.
   *
   * @param inputForm tensors, alone or in lists and maps
   * @param outputForm tensors, likewise
   */
  FunctionalGraph(Object inputForm, Object outputForm) {
    this.inputForm = inputForm;
    this.outputForm = outputForm;
    this.inputs = tensors("inputs", inputForm);
    this.outputs = tensors("outputs", outputForm);
    Set<LayerCall> done = new HashSet<>();
    outputs.forEach(t -> visit(t, done, new HashSet<>()));
    Map<Layer, Integer> ofLayers = new LinkedHashMap<>();
    this.distances = distances(ofLayers);
    this.layers = ordered(ofLayers);
    this.inOrder =
        distances.keySet().stream().sorted(Comparator.comparing(c -> -distances.get(c))).toList();
    this.hostPart = new HostPart(this);
  }

  private static List<KerasTensor> tensors(String what, Object form) {
    List<KerasTensor> tensors = new ArrayList<>();
    Trees.visit(
        form,
        leaf -> {
          if (!(leaf instanceof KerasTensor tensor)) {
            throw new IllegalArgumentException(
                "the "
                    + what
                    + " of a model should be tensors, alone or in lists and maps, but "
                    + leaf
                    + " is among them");
          }
          tensors.add(tensor);
        });
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("a model without " + what + " is none; give at least one");
    }
    return List.copyOf(tensors);
  }

  private void visit(KerasTensor tensor, Set<LayerCall> done, Set<LayerCall> open) {
    LayerCall call = tensor.source();
    if (done.contains(call)) {
      return;
    }
    if (!open.add(call)) {
      throw new IllegalArgumentException("the model's graph has a cycle at " + call.layer());
    }
    firstSeen.putIfAbsent(call.layer(), firstSeen.size());
    if (!inputs.contains(tensor)) {
      if (call.allInputs().isEmpty()) {
        throw new IllegalArgumentException(
            tensor
                + " is needed for the outputs but is not among the model's inputs; add it to them");
      }
      call.allInputs().forEach(t -> visit(t, done, open));
    }
    done.add(call);
    calls.add(call);
  }

  /**
   * How far calls are from the outputs; of a layer called several times, none is nearer than one
   * before. It decides the order of layers, and that of calls where one takes the masks off what
   * others see.
   */
  private Map<LayerCall, Integer> distances(Map<Layer, Integer> ofLayers) {
    Map<LayerCall, Integer> found = new LinkedHashMap<>();
    for (int i = calls.size() - 1; i >= 0; i--) {
      LayerCall call = calls.get(i);
      int d = Math.max(found.getOrDefault(call, 0), ofLayers.getOrDefault(call.layer(), 0));
      ofLayers.put(call.layer(), d);
      found.put(call, d);
      if (isInput(call)) {
        continue;
      }
      for (KerasTensor t : call.allInputs()) {
        found.merge(t.source(), d + 1, Math::max);
      }
    }
    return found;
  }

  /**
   * Keras's order of a model's layers: by distance from the outputs, then by when they were met.
   */
  private List<Layer> ordered(Map<Layer, Integer> ofLayers) {
    for (KerasTensor t : inputs) {
      ofLayers.putIfAbsent(t.layer(), 0);
      firstSeen.putIfAbsent(t.layer(), -1);
    }
    return ofLayers.keySet().stream()
        .sorted(Comparator.comparing((Layer l) -> -ofLayers.get(l)).thenComparing(firstSeen::get))
        .toList();
  }

  private boolean isInput(LayerCall call) {
    return call.outputs().stream().anyMatch(inputs::contains);
  }

  /**
   * Whether the uses of layers follow each other: each has one input, no two are equally far from
   * the outputs, and no layer is used twice.
   */
  boolean isChain() {
    return new HashSet<>(distances.values()).size() == calls.size()
        && calls.stream().map(LayerCall::layer).distinct().count() == calls.size()
        && calls.stream().allMatch(call -> call.allInputs().size() <= 1);
  }

  /** The inputs as they were given: alone or in lists and maps. */
  Object inputForm() {
    return inputForm;
  }

  /** The outputs as they were given: alone or in lists and maps. */
  Object outputForm() {
    return outputForm;
  }

  List<KerasTensor> inputs() {
    return inputs;
  }

  List<KerasTensor> outputs() {
    return outputs;
  }

  /** The layers in Keras's order, each once. */
  List<Layer> layers() {
    return layers;
  }

  /** The uses of layers, each after those it needs. */
  List<LayerCall> calls() {
    return calls;
  }

  /** The uses of layers that programs compute: not the inputs, nor what is computed in Java. */
  List<LayerCall> computed() {
    return calls.stream().filter(call -> !isInput(call) && !hostPart.isDone(call)).toList();
  }

  /** The part that computes in Java. */
  HostPart hostPart() {
    return hostPart;
  }

  /** Traces the model on values of what its programs are fed with: mostly its inputs. */
  List<Tensor> run(Trace trace, List<Tensor> fed) {
    Map<KerasTensor, Tensor> values = hostPart.own(fed);
    for (LayerCall call : inOrder) {
      if (isInput(call) || hostPart.isDone(call)) {
        continue;
      }
      List<Tensor> inside = hostPart.inside(call, fed, values);
      List<Tensor> out =
          inside == null
              ? call.invoke(trace, values::get)
              : call.layer().invoke(trace, inside, call.namedWith(values::get));
      for (int i = 0; i < out.size(); i++) {
        values.put(call.outputs().get(i), out.get(i));
      }
    }
    return outputs.stream().map(values::get).toList();
  }
}
