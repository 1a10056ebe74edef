package io.trihorn.distribution;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.Backend;
import io.trihorn.graph.Variable;
import java.util.Optional;

/** How a model's data and variables are spread over devices. */
public sealed interface Distribution permits DataParallel {
  /** The devices. */
  DeviceMesh deviceMesh();

  /** The name of the mesh's axis along which batches are dealt out. */
  String batchDimName();

  /** How many devices have the whole model. */
  int numModelReplicas();

  /**
   * How data lie on the devices.
   *
   * @param dataShape the shape of a batch, its rows first
   */
  TensorLayout getDataLayout(Shape dataShape);

  /** How a variable lies on the devices. */
  TensorLayout getVariableLayout(Variable variable);

  /** The backend that runs programs on these devices of another. */
  Backend over(Backend backend);

  /** What made a backend by {@link #over}; empty for one that runs on a single device. */
  static Optional<Distribution> of(Backend backend) {
    return backend instanceof DataParallelBackend over
        ? Optional.of(over.distribution())
        : Optional.empty();
  }
}
