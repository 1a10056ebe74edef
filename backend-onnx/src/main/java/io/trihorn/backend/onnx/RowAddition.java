package io.trihorn.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import io.trihorn.backend.onnx.OnnxStore.Cell;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import java.util.List;

/**
 * What adds rows to a variable when a run is done, see {@link TableRows}.
 *
 * @param table the variable's place
 * @param type the variable's type
 * @param positions where a run writes where the rows go
 * @param rows where a run writes the rows
 */
record RowAddition(Cell table, TensorType type, TensorData positions, TensorData rows) {
  /** That of one of the variables. */
  static RowAddition of(TableRows tables, int i, OnnxStore store) {
    Variable variable = tables.variables().get(i);
    List<TensorType> types = tables.types(i);
    return new RowAddition(
        store.cell(variable),
        variable.type(),
        TensorData.zeros(types.get(0)),
        TensorData.zeros(types.get(1)));
  }

  /** Puts tensors for the positions and the rows into an array; they must be closed. */
  void place(OnnxTensor[] tensors, int at) {
    tensors[at] = OnnxTensors.over(positions);
    tensors[at + 1] = OnnxTensors.over(rows);
  }

  /** Adds what a run has written. Alone. */
  void add(OnnxTensor at, OnnxTensor added) {
    OnnxMemory.addRows(at, added, table.overwritten(), type.dtype());
    table.changed();
  }
}
