package io.trihorn.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.util.SerializableConfiguration;

/** Writes a stage of a pipeline: its parameters, as Spark does, and its model's file. */
final class StageWriter extends MLWriter {
  private final MLWriter parameters;
  private final ModelFile file;

  StageWriter(MLWriter parameters, ModelFile file) {
    this.parameters = parameters;
    this.file = file;
  }

  @Override
  public void saveImpl(String path) {
    parameters.saveImpl(path);
    file.save(folder(path, sc()));
  }

  /** Where the model's file is in what is saved. */
  static Folder folder(String path, SparkContext context) {
    return new Folder(path, new SerializableConfiguration(context.hadoopConfiguration()))
        .inside("model");
  }
}
