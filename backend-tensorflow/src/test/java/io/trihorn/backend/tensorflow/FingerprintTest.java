package io.trihorn.backend.tensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.layers.Layers;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.SavedModel;

/** Fingerprints of SavedModels, as TensorFlow computes them. */
class FingerprintTest {
  @TempDir private Path directory;

  /**
   * That of a model of one Dense layer that Keras 3.15.1 exported on TensorFlow 2.21: the numbers
   * are those in its {@code fingerprint.pb}.
   */
  @Test
  void hashesAreThoseOfTensorFlow() throws IOException {
    SavedModel model = SavedModel.parseFrom(resource("saved_model.pb"));
    FingerprintDef made =
        Fingerprint.of(
            Fingerprint.bytes(model), model.getMetaGraphs(0), resource("variables.index"));
    assertEquals(1532700632143521431L, made.getSavedModelChecksum());
    assertEquals(4487370243196429692L, made.getGraphDefProgramHash());
    assertEquals(Long.parseUnsignedLong("16959445656384739423"), made.getSignatureDefHash());
    assertEquals(3520756559940418154L, made.getSavedObjectGraphHash());
    assertEquals(Long.parseUnsignedLong("14059266140840983430"), made.getCheckpointHash());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = FingerprintTest.class.getResourceAsStream("fingerprint/" + name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void anExportHasTheFingerprintOfItsFiles() throws IOException {
    try (Model model = new Sequential(Layers.input(3), Layers.dense(2)).on("tensorflow")) {
      TensorFlow.exportSavedModel(model, directory.resolve("saved"));
    }
    byte[] message = Files.readAllBytes(directory.resolve("saved/saved_model.pb"));
    byte[] index = Files.readAllBytes(directory.resolve("saved/variables/variables.index"));
    byte[] written = Files.readAllBytes(directory.resolve("saved/fingerprint.pb"));
    assertEquals(
        Fingerprint.of(message, SavedModel.parseFrom(message).getMetaGraphs(0), index),
        FingerprintDef.parseFrom(written));
  }
}
