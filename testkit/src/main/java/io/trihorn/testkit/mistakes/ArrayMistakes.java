package io.trihorn.testkit.mistakes;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.optimizers.Optimizers.sgd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.DynamicModel;
import io.trihorn.model.ModelException;
import io.trihorn.ndarray.GradientTape;
import io.trihorn.ndarray.TrihornNDManager;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.BiConsumer;

/** Arrays that are gone or do not fit, gradients that are not there, loops without an end. */
final class ArrayMistakes {
  private static final Layer STRAY = dense(1).name("stray");

  private static final String CLOSED =
      "this array is closed: its manager was closed before it was used, or it was itself; close it later, or attach the array to another manager before";

  private ArrayMistakes() {}

  static final List<Mistake> ALL =
      List.of(
          ofClosed("an array of a manager that is closed", (m, x) -> x.add(1)),
          ofClosed(
              "the elements of an array of a manager that is closed", (m, x) -> x.toFloatArray()),
          ofClosed("an operand of a manager that is closed", (m, x) -> ones(m, 2).add(x)),
          ofClosed("a change of an array of a manager that is closed", (m, x) -> x.addi(1)),
          mistake(
              "a closed array among others",
              IllegalStateException.class,
              CLOSED,
              m -> {
                NDArray x = ones(m, 2);
                x.close();
                NDArrays.concat(new NDList(ones(m, 2), x));
              }),
          mistake(
              "a new array of a closed manager",
              IllegalStateException.class,
              "NDManager has been closed already.",
              m -> {
                NDManager inner = m.newSubManager();
                inner.close();
                inner.ones(new Shape(2));
              }),
          mistake(
              "arrays that do not broadcast",
              ShapeException.class,
              "ADD: add needs operands that broadcast to one shape, but got [float32[2,3], float32[4]]",
              m -> ones(m, 2, 3).add(ones(m, 4))),
          mistake(
              "a change to another shape",
              IllegalArgumentException.class,
              "addi: an array that is changed in place keeps its shape and kind of elements, float32[3], but the result is float32[2,3]; use the operation that makes a new array",
              m -> ones(m, 3).addi(ones(m, 2, 3))),
          mistake(
              "a change to another kind of elements",
              IllegalArgumentException.class,
              "addi: an array that is changed in place keeps its shape and kind of elements, int32[2], but the result is float32[2]; use the operation that makes a new array",
              m -> m.create(new int[] {1, 2}).addi(ones(m, 2))),
          mistake(
              "matrices that do not fit",
              ShapeException.class,
              "matMul: matmul needs operands with axes mk, kn (equal letters, equal extents), but got [float32[2,3], float32[4,5]]",
              m -> ones(m, 2, 3).matMul(ones(m, 4, 5))),
          mistake(
              "arrays that do not fit one beside the other",
              ShapeException.class,
              "concat[0]: concat needs operands with axes ?b, ?b (equal letters, equal extents), but got [float32[2,3], float32[2,4]]",
              m -> NDArrays.concat(new NDList(ones(m, 2, 3), ones(m, 2, 4)))),
          mistake(
              "a shape of other elements",
              IllegalArgumentException.class,
              "reshape: cannot see (2, 3), 6 elements, as (4, 2)",
              m -> ones(m, 2, 3).reshape(4, 2)),
          mistake(
              "a shape that elements are not repeated to",
              ShapeException.class,
              "broadcast: cannot repeat (2, 3) to (4, 3)",
              m -> ones(m, 2, 3).broadcast(4, 3)),
          mistake(
              "a position that is not there",
              IndexOutOfBoundsException.class,
              "axis 0 of (2, 3) has no position 5",
              m -> ones(m, 2, 3).get(5)),
          mistake(
              "an axis that is not there",
              ShapeException.class,
              "sum[[2], false]: sum: there is no axis 2 in a tensor of rank 2",
              m -> ones(m, 2, 3).sum(new int[] {2})),
          mistake(
              "a mask of another shape",
              ShapeException.class,
              "booleanMask: expected a mask of the axes from 0 on of (2, 3), but got boolean[3]",
              m -> ones(m, 2, 3).booleanMask(m.create(new boolean[] {true, false, true}))),
          mistake(
              "elements that no engine computes",
              IllegalArgumentException.class,
              "ADD: arrays of int16 are held on the host, but no engine computes them: expected one of [float32, float64, float16, uint8, int32, int8, int64, boolean, bfloat16], but got int16[2]; convert it with toType(DataType.INT32, false) first",
              m -> m.ones(new Shape(2), DataType.INT16).add(m.ones(new Shape(2), DataType.INT16))),
          mistake(
              "a result of elements that no engine computes",
              IllegalArgumentException.class,
              "toType: arrays of uint32 are held on the host, but no engine computes them: expected one of [float32, float64, float16, uint8, int32, int8, int64, boolean, bfloat16], but got uint32[2]; convert it with toType(DataType.INT32, false) first",
              m -> ones(m, 2).toType(DataType.UINT32, false)),
          mistake(
              "elements that arrays do not hold",
              UnsupportedOperationException.class,
              "Trihorn's arrays hold real numbers and booleans: expected none of [complex64, unknown, string, uint64], but got complex64 of (2); use INT64 or FLOAT64",
              m -> m.zeros(new Shape(2), DataType.COMPLEX64)),
          mistake(
              "texts in an array",
              UnsupportedOperationException.class,
              "Trihorn's arrays hold numbers and booleans, not strings: turn text into numbers first",
              m -> m.create(new String[] {"a"})),
          mistake(
              "elements read as others",
              IllegalStateException.class,
              "DataType mismatch, Required int Actual float32",
              m -> ones(m, 2).toIntArray()),
          mistake(
              "a gradient of what was not watched",
              IllegalStateException.class,
              "gradient: the array of (2) was not watched; watch(array) before it is used",
              m -> {
                NDArray x = ones(m, 2);
                try (GradientTape tape = new GradientTape()) {
                  tape.watch(x);
                  tape.gradient(x.square(), ones(m, 2));
                }
              }),
          mistake(
              "a gradient of what was not recorded",
              IllegalStateException.class,
              "gradient: the target was not computed, since this tape was opened, from a watched array or the weights of a model; watch(array) before it is used",
              m -> {
                NDArray x = ones(m, 2);
                try (GradientTape tape = new GradientTape()) {
                  tape.watch(x);
                  tape.gradient(ones(m, 2).square(), x);
                }
              }),
          mistake(
              "a gradient with respect to integers",
              IllegalArgumentException.class,
              "watch: expected floating elements of one of Trihorn's arrays, but got ND: (1) cpu() int32...",
              m -> {
                try (GradientTape tape = new GradientTape()) {
                  tape.watch(m.create(new int[] {1}));
                }
              }),
          mistake(
              "a gradient that nobody asked to collect",
              IllegalStateException.class,
              "this array has no gradient: call setRequiresGradient(true) before it is used",
              m -> ones(m, 2).getGradient()),
          mistake(
              "a change of what is watched",
              IllegalStateException.class,
              "addi: an array that requires a gradient cannot be changed while gradients are collected; close the collector first, or change a duplicate()",
              m -> {
                NDArray x = ones(m, 2);
                try (GradientTape tape = new GradientTape()) {
                  tape.watch(x);
                  x.addi(1);
                }
              }),
          mistake(
              "a loop on a tape that does not end",
              IllegalStateException.class,
              "MUL: 50000 operations were recorded for gradients already; does a loop never end? Bound it, or close the tape from time to time",
              m -> {
                NDArray x = ones(m, 2);
                try (GradientTape tape = new GradientTape()) {
                  tape.watch(x);
                  for (NDArray y = x; ; ) {
                    y = y.mul(x);
                  }
                }
              }),
          ofNetwork(
              "a loop in a layer that does not end",
              ModelException.class,
              "layer 'endless' decided by values more than 100 times in one call: does a loop in its call(...) end for this input? Bound it, or loop over arrays, in a DynamicModel",
              (m, on) -> {
                try (Single model = on(on, new Single(new Endless()))) {
                  model.forward(ones(m, 2));
                }
              }),
          ofNetwork(
              "the truth of a number",
              ShapeException.class,
              "layer 'truth_of_numbers' (TruthOfNumbers): isTrue: expected a boolean scalar, but got float32[]",
              (m, on) -> {
                try (Single model = on(on, new Single(new TruthOfNumbers()))) {
                  model.forward(ones(m, 2));
                }
              }),
          ofNetwork(
              "a layer that is not the network's",
              ModelException.class,
              "layer 'stray' is no part of 'late'; make it one with add(layer) in the constructor",
              (m, on) -> {
                try (Late model = on(on, new Late())) {
                  model.foreign(ones(m, 1, 2));
                }
              }),
          ofNetwork(
              "a network that is not compiled",
              ModelException.class,
              "model 'late' is not compiled: call compile(optimizer, loss, metrics...) first",
              (m, on) -> {
                try (Late model = on(on, new Late())) {
                  model.trainStep(() -> model.one(ones(m, 1, 2)));
                }
              }),
          ofNetwork(
              "weights after the first update",
              ModelException.class,
              "'late': the weight 'dense_1/kernel' was made after the first update; give the layer the shape of its input, add(layer, shape), or call it once before",
              (m, on) -> {
                try (Late model = on(on, new Late())) {
                  model.compile(sgd(0.1));
                  model.trainStep(() -> model.one(ones(m, 1, 2)));
                  model.trainStep(() -> model.both(ones(m, 1, 2)));
                }
              }),
          new Mistake(
              "a layer that decides in a model whose outputs are traced",
              on -> new Endless().apply(inputTensor(2)),
              UnsupportedOperationException.class,
              "layer 'endless' decides by a value (isTrue), which is not there while a graph is written as a whole, as for exports, or while a model is wired, unless the layer overrides computeOutputSpec; call it on arrays, or choose by Ops.where"));

  /** Something done with arrays of a manager that is closed afterwards. */
  private interface Use {
    void run(NDManager manager);
  }

  private static Mistake mistake(
      String name, Class<? extends Exception> type, String message, Use use) {
    return ofNetwork(name, type, message, (manager, on) -> use.run(manager));
  }

  /** Something done with an array of a manager that is closed already. */
  private static Mistake ofClosed(String name, BiConsumer<NDManager, NDArray> use) {
    return mistake(
        name,
        IllegalStateException.class,
        CLOSED,
        m -> {
          NDManager inner = m.newSubManager();
          NDArray x = ones(inner, 2);
          inner.close();
          use.accept(m, x);
        });
  }

  /** Something done with a network and arrays. */
  private interface NetworkUse {
    void run(NDManager manager, Mistake.Place on);
  }

  private static Mistake ofNetwork(
      String name, Class<? extends Exception> type, String message, NetworkUse use) {
    return new Mistake(
        name,
        on -> {
          try (NDManager manager = TrihornNDManager.newBaseManager(on.backend())) {
            use.run(manager, on);
          }
        },
        type,
        message);
  }

  private static <M extends DynamicModel> M on(Mistake.Place place, M model) {
    model.on(place.backend());
    return model;
  }

  private static NDArray ones(NDManager manager, long... dims) {
    return manager.ones(new Shape(dims)).mul(1);
  }

  /** Decides without an end where its input is not 0. */
  private static final class Endless extends Layer {
    @Override
    protected Tensor call(Tensor x, Call call) {
      Tensor y = x;
      while (call.isTrue(Ops.notEqual(Ops.sum(y), 0))) {
        y = Ops.negative(y);
      }
      return y;
    }
  }

  /** Asks for the truth of a number. */
  private static final class TruthOfNumbers extends Layer {
    @Override
    protected Tensor call(Tensor x, Call call) {
      return call.isTrue(Ops.sum(x)) ? x : Ops.negative(x);
    }
  }

  /** A network of one layer that is known in time, and one that is not. */
  private static final class Late extends DynamicModel {
    private final Layer first = add(dense(1), 2);
    private final Layer later = add(dense(1));

    NDArray both(NDArray x) {
      return call(later, call(first, x));
    }

    NDArray one(NDArray x) {
      return call(first, x);
    }

    NDArray foreign(NDArray x) {
      return call(STRAY, x);
    }
  }

  private static final class Single extends DynamicModel {
    private final Layer only;

    Single(Layer layer) {
      only = add(layer);
    }

    NDArray forward(NDArray x) {
      return call(only, x);
    }
  }
}
