package io.trihorn.backend.dl4j;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.dl4j.network.NetworkExport;
import io.trihorn.backend.dl4j.samediff.SameDiffExport;
import io.trihorn.model.Model;
import io.trihorn.saving.files.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.autodiff.samediff.SameDiff;

/** Models in the forms that users of Deeplearning4j know. */
public final class Dl4j {
  private Dl4j() {}

  /**
   * The prediction of a model as a SameDiff graph with its weights. Placeholders and outputs are
   * called as the layers that make them. What the model leaves open is open: the batch, the length
   * of a sequence, the size of an image. Loops, which recurrent layers are, are unrolled, unless
   * their length is open.
   *
   * @param inputShapes a shape for each input, -1 where an extent stays open; none to take the
   *     model's
   * @throws IllegalArgumentException if the shapes do not fit the model
   * @throws io.trihorn.backend.BackendException if something has no form in SameDiff; names all of
   *     it
   * @throws io.trihorn.export.BatchDependence if the model computes with open extents in a way that
   *     SameDiff's static parts cannot follow, as resizing by a Lanczos kernel does; names the
   *     layer: give these extents
   */
  public static SameDiff toSameDiff(Model model, Shape... inputShapes) {
    Natives.installed();
    return SameDiffExport.of(model, List.of(inputShapes));
  }

  /**
   * Writes the prediction of a model as a file that {@code SameDiff.load} reads.
   *
   * @param file the file; one that is there is replaced when the new one is complete
   * @param inputShapes as in {@link #toSameDiff}
   * @throws UncheckedIOException if it cannot be written
   * @see #toSameDiff
   */
  public static void exportSameDiff(Model model, Path file, Shape... inputShapes) {
    SameDiff graph = toSameDiff(model, inputShapes);
    try {
      AtomicFile.write(file, fresh -> graph.save(fresh.toFile(), false));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the SameDiff graph " + file + ": " + e, e);
    }
  }

  /**
   * A model as a network of Deeplearning4j's own layers, with its weights: for prediction, and to
   * go on from there with Deeplearning4j. Inputs, outputs and vertices are called as the layers.
   * Images and sequences have their channels last, as here. Needs {@code
   * org.deeplearning4j:deeplearning4j-nn} on the class path, which this backend does not bring.
   *
   * @throws BackendException if Deeplearning4j lacks some of the layers or settings, and then it
   *     lists all of them; or if {@code deeplearning4j-nn} is missing
   */
  public static ComputationGraph toComputationGraph(Model model) {
    Natives.installed();
    try {
      return NetworkExport.of(model);
    } catch (NoClassDefFoundError e) {
      throw new BackendException(
          "Deeplearning4j's layers are not on the class path ("
              + e.getMessage()
              + "); add org.deeplearning4j:deeplearning4j-nn:"
              + Natives.version("nd4j"),
          e);
    }
  }
}
