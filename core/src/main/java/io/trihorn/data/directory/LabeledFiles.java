package io.trihorn.data.directory;

import io.trihorn.data.Dataset;
import java.nio.file.Path;
import java.util.List;

/**
 * A dataset of files.
 *
 * @param dataset the dataset, whose files are read when their batch is
 * @param classNames the names of the classes in the order of their numbers; empty without labels
 * @param filePaths the files in the order of the dataset before its rows are shuffled in each epoch
 */
public record LabeledFiles(Dataset dataset, List<String> classNames, List<Path> filePaths) {
  /** Copies the lists. */
  public LabeledFiles {
    classNames = List.copyOf(classNames);
    filePaths = List.copyOf(filePaths);
  }
}
