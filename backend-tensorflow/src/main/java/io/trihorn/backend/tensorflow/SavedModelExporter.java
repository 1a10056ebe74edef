package io.trihorn.backend.tensorflow;

import io.trihorn.model.ExportArchive;
import io.trihorn.model.Model;
import io.trihorn.model.ModelExporter;
import java.nio.file.Path;

/** SavedModels for {@link Model#export}. */
public final class SavedModelExporter implements ModelExporter {
  /** For the service loader. */
  public SavedModelExporter() {}

  @Override
  public String format() {
    return "tf_saved_model";
  }

  @Override
  public void export(Model model, Path path) {
    TensorFlow.exportSavedModel(model, path);
  }

  @Override
  public void export(ExportArchive archive, Path path) {
    SavedModelExport.write(Engine.load(), archive, path);
  }
}
