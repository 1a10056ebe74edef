package io.trihorn.distribution;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.Backend;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** How a model's data and variables are spread over devices. */
public sealed interface Distribution permits DataParallel, ModelParallel {
  /** The devices. */
  DeviceMesh deviceMesh();

  /** The name of the mesh's axis along which batches are dealt out. */
  String batchDimName();

  /** How many parts batches are dealt out in. */
  int numModelReplicas();

  /**
   * How a variable lies on the devices. What an optimizer keeps for a weight lies as the weight.
   *
   * @throws IllegalArgumentException if its shape cannot be laid out like this
   */
  TensorLayout getVariableLayout(Variable variable);

  /**
   * How data lie on the devices.
   *
   * @param dataShape the shape of a batch, its rows first
   */
  default TensorLayout getDataLayout(Shape dataShape) {
    List<String> axes = new ArrayList<>(Collections.nCopies(dataShape.dimension(), null));
    if (!axes.isEmpty()) {
      axes.set(0, batchDimName());
    }
    return new TensorLayout(axes, deviceMesh());
  }

  /** The backend that runs programs on these devices of another. */
  Backend over(Backend backend);

  /** What made a backend by {@link #over}; empty for one that runs on a single device. */
  static Optional<Distribution> of(Backend backend) {
    return backend instanceof DistributedBackend over
        ? Optional.of(over.distribution())
        : Optional.empty();
  }
}
