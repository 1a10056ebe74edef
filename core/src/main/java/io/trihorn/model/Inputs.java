package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.data.BatchMemory;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.ops.DTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Checks data against a model's inputs and outputs, and converts element types. */
final class Inputs {
  private Inputs() {}

  /** The inputs in the types the model takes. */
  static List<TensorData> fit(
      Supplier<String> model,
      List<KerasTensor> expected,
      List<TensorData> given,
      BatchMemory memory) {
    if (expected.size() != given.size()) {
      throw new ShapeException(
          "model '"
              + model.get()
              + "' takes "
              + expected.size()
              + " inputs, but got "
              + given.size()
              + "; a list or an array of arrays is several inputs, rows go into one array such as"
              + " float[][]");
    }
    List<TensorData> result = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      KerasTensor input = expected.get(i);
      if (input.dtype() == DataType.STRING) {
        result.add(texts(model, input, given.get(i)));
        continue;
      }
      TensorData data = ranked(given.get(i), input.shape());
      checkShape(model, input, data.type(), given.get(i).type());
      result.add(convert(input, data, i, memory));
    }
    return result;
  }

  /** Texts as bytes, which are one axis more. */
  private static TensorData texts(Supplier<String> model, KerasTensor input, TensorData given) {
    if (given.dtype() != DataType.UINT8 || given.type().rank() == 0) {
      throw new ShapeException(
          "model '"
              + model.get()
              + "', input '"
              + input.layer().name()
              + "' takes texts, but got "
              + given.type()
              + "; give a String[] or a List<String>");
    }
    int rank = input.shape().dimension();
    Shape got = given.shape().slice(0, given.type().rank() - 1);
    long width = given.shape().get(got.dimension());
    Shape ranked = got;
    if (got.dimension() == rank - 1 && got.dimension() > 0 && input.shape().get(rank - 1) == 1) {
      ranked = got.add(1);
    } else if (got.dimension() == rank + 1 && rank > 0 && got.get(rank) == 1) {
      ranked = got.slice(0, rank);
    }
    if (got.dimension() == 0) {
      throw new ShapeException(
          "model '"
              + model.get()
              + "', input '"
              + input.layer().name()
              + "': expected rows of texts, but got a single one; put it into an array, new String[]"
              + " {text}");
    }
    checkShape(
        model,
        input,
        new TensorType(DataType.STRING, ranked),
        new TensorType(DataType.STRING, got));
    return given.reshape(ranked.add(width).getShape());
  }

  /**
   * As in Keras, a last axis of extent 1 may be missing, or be there where there should be none.
   */
  private static TensorData ranked(TensorData data, Shape shape) {
    int rank = shape.dimension();
    int got = data.type().rank();
    if (got == rank - 1 && got > 0 && shape.get(rank - 1) == 1) {
      return data.reshape(data.shape().add(1).getShape());
    }
    if (got == rank + 1 && rank > 0 && data.shape().get(rank) == 1) {
      return data.reshape(data.shape().slice(0, rank).getShape());
    }
    return data;
  }

  private static void checkShape(
      Supplier<String> model, KerasTensor input, TensorType ranked, TensorType got) {
    Shape shape = input.shape();
    boolean fits = shape.dimension() == ranked.rank();
    // The batch's extent is no condition, as in Keras.
    for (int i = 1; fits && i < ranked.rank(); i++) {
      fits = shape.get(i) < 0 || shape.get(i) == ranked.dim(i);
    }
    if (!fits) {
      String hint =
          got.rank() == shape.dimension() - 1
              ? "; one sample still needs a batch axis of extent 1 in front, and an image a channel axis"
              : got.dtype() == DataType.UINT8
                  ? "; if these are texts, give the input the dtype string and put TextVectorization,"
                      + " StringLookup or Hashing behind it"
                  : "";
      throw new ShapeException(
          "model '"
              + model.get()
              + "', input '"
              + input.layer().name()
              + "': expected shape "
              + open(shape)
              + ", but got "
              + got
              + hint);
    }
  }

  private static String open(Shape shape) {
    return shape.toString().replaceFirst("^\\(-1", "(batch").replace("-1", "any");
  }

  /** Numbers become the model's floats; floats do not silently become integers. */
  private static TensorData convert(
      KerasTensor input, TensorData data, int place, BatchMemory memory) {
    DataType wanted = input.dtype();
    if (data.dtype() == wanted) {
      return data;
    }
    boolean toInteger = !wanted.isFloating() && data.dtype().isFloating();
    if (toInteger || wanted == DataType.BOOLEAN) {
      throw new ShapeException(
          "input '"
              + input.layer().name()
              + "' takes "
              + DTypes.name(wanted)
              + ", but got "
              + DTypes.name(data.dtype())
              + "; convert the data first, or give the input that dtype");
    }
    TensorData out = memory.get(place, data.type().withDtype(wanted));
    out.convertFrom(data);
    return out;
  }

  /** Targets, one for each output. */
  static List<TensorData> targets(Model model, List<TensorData> given) {
    requireTargets(model, given.size());
    return given;
  }

  /** Fails unless there are as many targets as outputs. */
  static void requireTargets(Model model, int given) {
    if (given != model.outputs().size()) {
      throw new ShapeException(
          "model '%s' has the outputs %s, but got %d targets; training and evaluation need one for each"
              .formatted(model.name(), model.outputNames(), given));
    }
  }

  /** The types of some data. */
  static List<TensorType> types(List<TensorData> data) {
    List<TensorType> types = new ArrayList<>(data.size());
    for (TensorData one : data) {
      types.add(one.type());
    }
    return List.copyOf(types);
  }
}
