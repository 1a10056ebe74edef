package io.trihorn.testkit.goldens;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.util.Set;

/** The architectures of {@code keras.applications}, by Keras's names, wherever they are made. */
public interface ApplicationModels {
  /** The names. */
  Set<String> names();

  /** An architecture as it is by default, with or without the layers that tell classes. */
  Model standard(String name, boolean includeTop);

  /** An architecture for images of a size and some classes. */
  Model sized(String name, long size, int classes);

  /** What its images are preprocessed to. */
  TensorData preprocess(String name, TensorData images);
}
