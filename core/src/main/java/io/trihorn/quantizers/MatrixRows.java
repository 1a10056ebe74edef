package io.trihorn.quantizers;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;

/** Matrices as rows of doubles, and what is made of them. */
final class MatrixRows {
  private MatrixRows() {}

  /** The rows of a matrix. */
  static double[][] of(TensorData matrix) {
    int columns = Math.toIntExact(matrix.type().dims()[1]);
    double[][] rows = new double[Math.toIntExact(matrix.type().dims()[0])][columns];
    double[] all = matrix.toDoubleArray();
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all, i * columns, rows[i], 0, columns);
    }
    return rows;
  }

  /** Integers {@code (inputs, outputs)} as uint8 {@code (outputs, inputs)}. */
  static TensorData transposed(int[][] integers) {
    int inputs = integers.length;
    int outputs = integers[0].length;
    TensorData made = TensorData.zeros(new TensorType(DataType.UINT8, new Shape(outputs, inputs)));
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        made.setLong((long) o * inputs + i, integers[i][o]);
      }
    }
    return made;
  }

  /** The scales of groups, {@code (outputs, groups)}. */
  static TensorData scales(List<ZeroPointScale> groups, int outputs) {
    TensorData made =
        TensorData.zeros(new TensorType(DataType.FLOAT32, new Shape(outputs, groups.size())));
    for (int o = 0; o < outputs; o++) {
      for (int g = 0; g < groups.size(); g++) {
        made.setDouble((long) o * groups.size() + g, groups.get(g).scale(o));
      }
    }
    return made;
  }

  /** The zero points of groups, {@code (outputs, groups)}. */
  static TensorData zeros(List<ZeroPointScale> groups, int outputs) {
    TensorData made =
        TensorData.zeros(new TensorType(DataType.UINT8, new Shape(outputs, groups.size())));
    for (int o = 0; o < outputs; o++) {
      for (int g = 0; g < groups.size(); g++) {
        made.setLong((long) o * groups.size() + g, groups.get(g).zero(o));
      }
    }
    return made;
  }
}
