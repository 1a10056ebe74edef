package io.trihorn.examples;

import io.trihorn.data.Npy;
import io.trihorn.examples.data.Data;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network that others trained: it reads Keras's file and says which emotion a face shows. The
 * figure is the largest difference between its probabilities and those that Keras gives.
 */
public final class Emotions implements Example {
  private static final List<String> NAMES =
      List.of("anger", "disgust", "fear", "joy", "sadness", "surprise", "none");

  @Override
  public double run(Data data, int epochs) throws IOException {
    Path folder = data.path("face_emotion_tiny_xception");
    TensorData faces = Npy.read(folder.resolve("input.npy"));
    float[] expected = Npy.read(folder.resolve("expected.npy")).toFloatArray();
    try (Model model = Saving.loadModel(folder.resolve("model.hdf5"))) {
      float[] found = model.predict(faces).toFloatArray();
      for (int from = 0; from < found.length; from += NAMES.size()) {
        float[] face = Arrays.copyOfRange(found, from, from + NAMES.size());
        var order = Comparator.<Integer>comparingDouble(i -> face[i]);
        int likeliest = IntStream.range(0, face.length).boxed().max(order).orElseThrow();
        System.out.printf("%s, %.4f%n", NAMES.get(likeliest), face[likeliest]);
      }
      return IntStream.range(0, found.length)
          .mapToDouble(i -> Math.abs(found[i] - expected[i]))
          .max()
          .orElseThrow();
    }
  }
}
