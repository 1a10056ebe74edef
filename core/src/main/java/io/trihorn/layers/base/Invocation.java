package io.trihorn.layers.base;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Trees;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

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

  /**
   * Applies the layer to the tensors among the arguments by position.
   *
   * @param regularized whether the layer's activity regularizer adds to the loss
   */
  List<Tensor> run(List<Tensor> inputs, boolean regularized) {
    trace.builder().enter(layer.name());
    try {
      List<Tensor> cast = inputs.stream().map(this::castInput).toList();
      List<Tensor> wired = each(inputs, trace::wiredMask);
      List<Tensor> carried = each(inputs, isWired(inputs, cast) ? this::anyMask : trace::mask);
      layer.ensureBuiltWhileCalled(cast.stream().map(Tensor::shape).toList());
      int mark = trace.builder().mark();
      List<Tensor> outputs = layer.call(cast, call(given(seen(carried), named.get("mask"))));
      if (outputs == null || outputs.stream().anyMatch(Objects::isNull)) {
        throw new ShapeException("its call(...) returned " + outputs + "; return the results");
      }
      if (trace.training() && layer.isRecomputed(outputs)) {
        trace.builder().recomputeSince(mark);
      }
      // A mask given by argument travels on as one that the input carries.
      Call travelling = call(given(carried, named.get("mask")));
      List<Tensor> outputMasks = layer.computeMask(cast, outputs, travelling);
      List<Tensor> wiredMasks =
          wired.equals(carried)
              ? outputMasks
              : layer.computeMask(cast, outputs, call(given(wired, named.get("mask"))));
      for (int i = 0; i < outputs.size(); i++) {
        Tensor output = outputs.get(i);
        // As in Keras, what a layer inside has put on an output stays there.
        if (outputMasks.get(i) != null || wiredMasks.get(i) != null) {
          trace.setMasks(output, outputMasks.get(i), wiredMasks.get(i));
        }
        if (regularized && layer.activityRegularizer() != null) {
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

  private static List<Tensor> each(List<Tensor> inputs, UnaryOperator<Tensor> mask) {
    List<Tensor> masks = new ArrayList<>();
    inputs.forEach(x -> masks.add(mask.apply(x)));
    return masks;
  }

  private Tensor anyMask(Tensor x) {
    Tensor wired = trace.wiredMask(x);
    return wired == null ? trace.mask(x) : wired;
  }

  /**
   * Whether the mask is the one of the model's wiring. As in Keras: a layer with an argument {@code
   * mask} that is called with one tensor as it is, and nothing else, is wired with that tensor's
   * mask, and a model, which takes tensors as they are, with those of all; all others see what
   * tensors carry when they run.
   */
  private boolean isWired(List<Tensor> inputs, List<Tensor> cast) {
    return layer.hasMaskArgument()
        && positional.size() == 1
        && (positional.get(0) instanceof Tensor || !layer.autocast())
        && named.isEmpty()
        && cast.equals(inputs);
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
    return others && layer.hasMaskArgument() ? Collections.nCopies(carried.size(), null) : carried;
  }

  private static boolean holdsTensors(Object value) {
    return value instanceof Tensor
        || (value instanceof List<?> list && list.stream().anyMatch(Invocation::holdsTensors));
  }

  /**
   * The masks that inputs carry, or instead of them those given by argument, alone or in a tree.
   */
  private static List<Tensor> given(List<Tensor> carried, Object argument) {
    List<Tensor> masks = new ArrayList<>(carried);
    List<Object> list = Trees.flatten(argument);
    for (int i = 0; i < Math.min(list.size(), masks.size()); i++) {
      if (list.get(i) instanceof Tensor mask) {
        masks.set(i, mask);
      }
    }
    return masks;
  }
}
