package io.trihorn.distribution;

import io.trihorn.backend.Backend;
import io.trihorn.backend.replicas.ReplicatedBackend;

/** Replicas on the devices of a distribution. */
final class DataParallelBackend extends ReplicatedBackend {
  private final DataParallel distribution;

  DataParallelBackend(Backend each, DataParallel distribution) {
    super(each, distribution.deviceMesh().devices().stream().map(Devices::device).toList());
    this.distribution = distribution;
  }

  DataParallel distribution() {
    return distribution;
  }
}
