package io.trihorn.cli;

import io.trihorn.applications.Applications;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.testkit.goldens.ApplicationModels;
import java.util.Set;

/** The zoo's architectures, as reference data name them. */
final class ZooModels implements ApplicationModels {
  @Override
  public Set<String> names() {
    return Applications.names();
  }

  @Override
  public Model standard(String name, boolean includeTop) {
    return Applications.named(name).includeTop(includeTop).build();
  }

  @Override
  public Model sized(String name, long size, int classes) {
    return Applications.named(name).inputShape(size, size, 3).classes(classes).build();
  }

  @Override
  public TensorData preprocess(String name, TensorData images) {
    return Applications.named(name).preprocessInput(images);
  }
}
