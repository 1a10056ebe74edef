package io.trihorn.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.Progress;
import io.trihorn.data.download.PublishedFile;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.LoadWeights;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
  @TempDir private Path folder;

  private static MobileNetV2 small() {
    return Applications.mobileNetV2().alpha(0.35).inputShape(32, 32, 3).classes(4);
  }

  private static Model onReference(MobileNetV2 application) {
    return application.build().on("reference");
  }

  @Test
  void filesOfAllKindsComeBack() {
    for (String ending : List.of(".weights.h5", ".keras", ".h5")) {
      Path file = folder.resolve("model" + ending);
      try (Model first = onReference(small().classifierActivation(null))) {
        if (ending.equals(".weights.h5")) {
          Saving.saveWeights(first, file);
        } else {
          Saving.saveModel(first, file);
        }
        try (Model second = onReference(small().weights(file))) {
          assertEquals(first.weightValues(), second.weightValues(), ending);
        }
      }
    }
  }

  @Test
  void aNewTopKeepsTheFeatures() {
    Path file = folder.resolve("model.h5");
    try (Model first = onReference(small())) {
      Saving.saveModel(first, file);
      LoadWeights options = LoadWeights.DEFAULT.matchingNames().skippingMismatch();
      try (Model second = onReference(small().classes(7).weights(file, options))) {
        int features = first.weights().size() - 2;
        assertEquals(
            first.weightValues().subList(0, features), second.weightValues().subList(0, features));
      }
    }
  }

  @Test
  void tellsWhatToDoWithoutNetwork() throws IOException {
    String nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://localhost:" + socket.getLocalPort() + "/w.h5";
    }
    String home = System.getProperty("user.home");
    System.setProperty("user.home", folder.toString());
    try {
      PublishedFile file = PublishedWeights.SHELF.file("w.h5", nobody, "0".repeat(32));
      DatasetUnavailableException e =
          assertThrows(DatasetUnavailableException.class, () -> file.get(Progress.SILENT));
      assertTrue(e.getMessage().startsWith("w.h5 is not in ["), e.getMessage());
      assertTrue(e.getMessage().contains("-Dtrihorn.models=FOLDER"), e.getMessage());
      Path keras = Files.createDirectories(folder.resolve(".keras/models"));
      Files.write(keras.resolve("w.h5"), new byte[] {1});
      assertEquals(keras.resolve("w.h5"), file.get(Progress.SILENT));
    } finally {
      System.setProperty("user.home", home);
    }
  }

  @Test
  void everyArchitectureHasPublishedFiles() {
    for (String name : Applications.names()) {
      for (boolean top : new boolean[] {true, false}) {
        Application<?> application = Applications.named(name).includeTop(top);
        try (Model model = application.build()) {
          PublishedFile file = application.published(model.inputs().get(0), top);
          assertTrue(file.name().endsWith(".h5"), file.name());
          assertTrue(file.origin().startsWith("https://storage.googleapis.com/"), file.origin());
        }
      }
    }
  }

  @Test
  void formsWithoutPublishedWeightsAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Applications.mobileNetV3Small().alpha(1.5).weights("imagenet").build());
    assertTrue(e.getMessage().contains("[0.75, 1.0, minimalistic]"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> small().weights("imagenet").build()); // 4 classes
    assertThrows(IllegalArgumentException.class, () -> small().weights("cifar"));
    assertThrows(IllegalArgumentException.class, () -> small().pooling("min"));
    assertThrows(ShapeException.class, () -> small().inputShape(31, 32, 3).build());
    assertThrows(IllegalArgumentException.class, () -> Applications.named("LeNet"));
  }

  @Test
  void predictionsGetNames() throws IOException {
    Path file = folder.resolve("classes.json");
    Files.writeString(
        file, "{\"0\": [\"n1\", \"cat\"], \"1\": [\"n2\", \"dog\"], \"2\": [\"n3\", \"owl\"]}");
    ClassIndex index = ClassIndex.read(file);
    TensorData scores = TensorData.of(new double[] {0.25, 0.125, 0.625, 0, 1, 0}, 2, 3);
    assertEquals(
        List.of(
            List.of(new Prediction("n3", "owl", 0.625), new Prediction("n1", "cat", 0.25)),
            List.of(new Prediction("n2", "dog", 1), new Prediction("n1", "cat", 0))),
        index.decode(scores, 2));
    assertThrows(
        ShapeException.class, () -> index.decode(TensorData.of(new double[] {1, 2}, 1, 2), 1));
    Files.writeString(file, "[1]");
    assertThrows(IOException.class, () -> ClassIndex.read(file));
  }
}
