package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphGetTensorNumDims;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphGetTensorShape;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphNextOperation;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationNumOutputs;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationOutputType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.SizeTPointer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.proto.DataType;

/** What TensorFlow itself knows of the results of a graph's operations. */
final class StaticShapes {
  private StaticShapes() {}

  /**
   * One result.
   *
   * @param dtype its element type
   * @param dims its extents, -1 for what is not known; null if the rank is not
   */
  record Result(DataType dtype, long[] dims) {}

  /** The results of each operation, by its name. */
  static Map<String, List<Result>> of(TF_Graph graph) {
    Map<String, List<Result>> all = new HashMap<>();
    try (SizeTPointer position = new SizeTPointer(1).put(0)) {
      TF_Operation operation = TF_GraphNextOperation(graph, position);
      while (operation != null) {
        all.put(TF_OperationName(operation).getString(), results(graph, operation));
        operation = TF_GraphNextOperation(graph, position);
      }
    }
    return all;
  }

  private static List<Result> results(TF_Graph graph, TF_Operation operation) {
    List<Result> results = new ArrayList<>();
    try (TF_Output output = new TF_Output(1);
        Status status = new Status()) {
      for (int i = 0; i < TF_OperationNumOutputs(operation); i++) {
        output.oper(operation).index(i);
        int rank = TF_GraphGetTensorNumDims(graph, output, status.handle());
        long[] dims = rank < 0 ? null : new long[rank];
        if (rank > 0) {
          TF_GraphGetTensorShape(graph, output, dims, rank, status.handle());
        }
        status.check("asking for a shape");
        results.add(new Result(DataType.forNumber(TF_OperationOutputType(output)), dims));
      }
    }
    return results;
  }
}
