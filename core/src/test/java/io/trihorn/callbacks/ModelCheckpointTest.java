package io.trihorn.callbacks;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.SavingException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved: the model, or its weights. */
class ModelCheckpointTest {
  @TempDir private Path folder;

  private Model fitted(ModelCheckpoint checkpoint) {
    Model model = new Sequential(input(2), dense(1));
    model.seed(1).on("reference");
    model.compile("sgd", "mse");
    float[][] x = {{1, 2}, {3, -1}};
    float[] y = {1, 0};
    model.fit(x, y, FitOptions.epochs(1).verbose(false).callbacks(checkpoint));
    return model;
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void theEndingTellsUnlessItIsSaid() {
    String file = file("a.weights.h5");
    Model model = fitted(new ModelCheckpoint(file));
    assertThrows(SavingException.class, () -> Saving.loadModel(Path.of(file)));
    Model again = new Sequential(input(2), dense(1));
    Saving.loadWeights(again, Path.of(file));
    assertEquals(model.weightValues(), again.weightValues());
  }

  @Test
  void weightsOnlyIsSaid() {
    String file = file("b.weights.h5");
    fitted(new ModelCheckpoint(file).saveWeightsOnly(true));
    assertThrows(SavingException.class, () -> Saving.loadModel(Path.of(file)));
    String whole = file("c.weights.h5");
    Model model = fitted(new ModelCheckpoint(whole).saveWeightsOnly(false));
    assertEquals(model.weightValues(), Saving.loadModel(Path.of(whole)).weightValues());
  }

  @Test
  void weightsGoToFilesOfWeights() {
    ModelCheckpoint checkpoint = new ModelCheckpoint("m-{epoch}.keras");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> checkpoint.saveWeightsOnly(true));
    assertEquals(
        "ModelCheckpoint with saveWeightsOnly saves to files that end in .weights.h5, but got"
            + " 'm-{epoch}.keras'",
        e.getMessage());
    checkpoint.saveWeightsOnly(false);
  }
}
