package io.trihorn.cli.onnxmodels;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import io.trihorn.backend.onnx.plain.PlainRuntime;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Operands for a file that comes without any: extents for the axes that it leaves open, and values
 * that inputs of such names usually have.
 */
final class SampleInputs {
  /** Values by a part of an input's name; the first row that fits counts. */
  private static final List<Row> VALUES =
      List.of(
          new Row("^sr$", i -> 16000),
          new Row("mask", i -> 1),
          new Row("token_type", i -> 0),
          // Small numbers are in every vocabulary.
          new Row("ids", i -> 1 + (i * 37) % 97),
          new Row("", i -> Math.sin(i * 0.7 + 0.3)));

  /** The rank of images. */
  private static final int IMAGE = 4;

  private SampleInputs() {}

  private record Row(Pattern name, Formula formula) {
    Row(String name, Formula formula) {
      this(Pattern.compile(name), formula);
    }
  }

  private interface Formula {
    double at(long index);
  }

  /**
   * Extents of open axes.
   *
   * @param batch of the axis that stands for rows
   * @param length of sequences
   * @param side of images, a multiple of 32
   * @param samples of sounds
   */
  record Size(long batch, long length, long side, long samples) {
    /** The extent of an open axis: of images the sides, of sounds the samples. */
    long of(String input, boolean sound, int rank, int axis) {
      boolean state = sound && !input.equals("input");
      if (axis == (state ? 1 : 0)) {
        return batch;
      }
      if (rank == IMAGE) {
        return side;
      }
      return sound ? samples : length;
    }
  }

  /**
   * An operand for each input.
   *
   * @param inputs as ONNX Runtime describes them
   */
  static Map<String, TensorData> of(Map<String, NodeInfo> inputs, Size size) {
    // What is told a sampling rate hears sounds.
    boolean sound = inputs.containsKey("sr");
    Map<String, TensorData> operands = new LinkedHashMap<>();
    inputs.forEach((name, node) -> operands.put(name, one(name, node, size, sound)));
    return operands;
  }

  private static TensorData one(String name, NodeInfo node, Size size, boolean sound) {
    DataType dtype = PlainRuntime.dtype(name, node.getInfo());
    long[] dims = ((TensorInfo) node.getInfo()).getShape();
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] < 0) {
        dims[axis] = size.of(name, sound, dims.length, axis);
      }
    }
    TensorData data = TensorData.zeros(TensorType.of(dtype, dims));
    Formula formula =
        dims.length == IMAGE
            ? i -> ink(i / dims[3] % dims[2], i % dims[3], dims[2])
            : VALUES.stream()
                .filter(r -> r.name().matcher(name).find())
                .findFirst()
                .get()
                .formula();
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, formula.at(i));
    }
    return data;
  }

  /** Black on white, a line of strokes with bars between, which a detector takes for letters. */
  private static double ink(long row, long column, long height) {
    double middle = height / 2.0;
    boolean stroke = Math.abs(row - middle) < 0.08 * height && column % 10 < 3;
    boolean bar = Math.abs(row - middle) < 1 && column % 20 < 10;
    return stroke || bar ? -1 : 1;
  }
}
