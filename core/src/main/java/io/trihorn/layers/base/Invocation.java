package io.trihorn.layers.base;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One application of a layer to tensors: inputs are converted, masks carried, penalties added. */
final class Invocation {
  private static final String MADE_FOR = "' are made for inputs ";
  private final Layer layer;
  private final Trace trace;
  private final List<?> positional;
  private final Map<String, Object> named;

  /**
   * An application.
   *
   * @param positional the arguments by position: tensors, plain values, lists and maps of both
   */
  Invocation(Layer layer, Trace trace, List<?> positional, Map<String, Object> named) {
    this.layer = layer;
    this.trace = trace;
    this.positional = positional;
    this.named = named;
  }

  /** Applies the layer to the tensors among the arguments by position. */
  List<Tensor> run(List<Tensor> inputs) {
    trace.builder().enter(layer.name());
    try {
      List<Tensor> carried = new ArrayList<>();
      inputs.forEach(x -> carried.add(trace.mask(x)));
      List<Tensor> cast = inputs.stream().map(this::castInput).toList();
      layer.ensureBuiltWhileCalled(cast.stream().map(Tensor::shape).toList());
      List<Tensor> outputs = layer.call(cast, call(given(seen(carried), named.get("mask"))));
      // A mask given by argument travels on as one that the input carries.
      Call travelling = call(given(carried, named.get("mask")));
      List<Tensor> outputMasks = layer.computeMask(cast, outputs, travelling);
      for (int i = 0; i < outputs.size(); i++) {
        if (!inputs.contains(outputs.get(i)) || outputMasks.get(i) != null) {
          trace.setMask(outputs.get(i), outputMasks.get(i));
        }
        if (layer.activityRegularizer() != null) {
          trace.addLoss(layer.activityRegularizer().perRow(outputs.get(i)));
        }
      }
      return outputs;
    } catch (ShapeException e) {
      throw layer.named(builtForOthers(inputs, e));
    } finally {
      trace.builder().leave();
    }
  }

  /** Where the layer's weights are made for other inputs, that is what is wrong. */
  private ShapeException builtForOthers(List<Tensor> inputs, ShapeException e) {
    List<Shape> before = layer.buildShapes();
    boolean others = before.size() != inputs.size();
    for (int i = 0; !others && i < before.size(); i++) {
      others = !fits(before.get(i), inputs.get(i).shape());
    }
    boolean said = e.getMessage().contains(MADE_FOR);
    return others && !said && !before.isEmpty() && !layer.weights().isEmpty()
        ? new ShapeException(
            e.getMessage() + "; the weights of '" + layer.name() + MADE_FOR + before)
        : e;
  }

  private static boolean fits(Shape open, Shape shape) {
    boolean fits = open.dimension() == shape.dimension();
    for (int i = 1; fits && i < open.dimension(); i++) {
      fits = open.get(i) < 0 || shape.get(i) < 0 || open.get(i) == shape.get(i);
    }
    return fits;
  }

  private Call call(List<Tensor> masks) {
    return new Call(layer, trace, masks, positional, named);
  }

  private Tensor castInput(Tensor x) {
    return layer.autocast() && x.dtype().isFloating()
        ? Ops.cast(x, layer.dtypePolicy().compute())
        : x;
  }

  /**
   * The carried masks that the layer itself sees. As in Keras, a mask is for a layer's only tensor:
   * beside others, such as initial states, it travels on but is not looked at, except where each
   * tensor has a mask of its own.
   */
  private List<Tensor> seen(List<Tensor> carried) {
    boolean others = positional.stream().skip(1).anyMatch(Invocation::holdsTensors);
    for (Map.Entry<String, Object> argument : named.entrySet()) {
      others |= !argument.getKey().equals("mask") && holdsTensors(argument.getValue());
    }
    return others && layer.masksItsOnlyTensor()
        ? Collections.nCopies(carried.size(), null)
        : carried;
  }

  private static boolean holdsTensors(Object value) {
    return value instanceof Tensor
        || (value instanceof List<?> list && list.stream().anyMatch(Invocation::holdsTensors));
  }

  /** The masks that inputs carry, or instead of them those given by argument. */
  private static List<Tensor> given(List<Tensor> carried, Object argument) {
    List<Tensor> masks = new ArrayList<>(carried);
    List<?> list =
        argument instanceof List<?> several ? several : Collections.singletonList(argument);
    for (int i = 0; i < Math.min(list.size(), masks.size()); i++) {
      if (list.get(i) instanceof Tensor mask) {
        masks.set(i, mask);
      }
    }
    return masks;
  }
}
