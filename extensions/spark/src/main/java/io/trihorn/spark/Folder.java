package io.trihorn.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A folder of the cluster's file system, whichever that is.
 *
 * @param name its name, as Hadoop takes it
 * @param hadoop the settings of the file systems
 */
record Folder(String name, SerializableConfiguration hadoop) implements Serializable {
  private static final String UNFINISHED = "_";

  /** A folder inside. */
  Folder inside(String child) {
    return new Folder(new Path(name, child).toString(), hadoop);
  }

  private FileSystem files() throws IOException {
    return new Path(name).getFileSystem(hadoop.value());
  }

  /** Writes a file so that it is there as a whole or not at all; one that is there is replaced. */
  void write(String child, byte[] bytes) {
    Path target = new Path(name, child);
    Path unfinished = new Path(name, UNFINISHED + child);
    try {
      try (OutputStream out = files().create(unfinished, true)) {
        out.write(bytes);
      }
      files().delete(target, false);
      if (!files().rename(unfinished, target)) {
        throw new IOException("cannot rename " + unfinished + " to " + target);
      }
    } catch (IOException e) {
      throw new TrihornSparkException("cannot write the file " + target, e);
    }
  }

  /** Reads a file. */
  byte[] read(String child) {
    Path file = new Path(name, child);
    try (InputStream in = files().open(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new TrihornSparkException("cannot read the file " + file, e);
    }
  }

  /** The names of its files; none where it is not there. */
  List<String> names() {
    try {
      return Arrays.stream(files().listStatus(new Path(name)))
          .filter(FileStatus::isFile)
          .map(status -> status.getPath().getName())
          .filter(file -> !file.startsWith(UNFINISHED))
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new TrihornSparkException("cannot list the folder " + name, e);
    }
  }

  /** Deletes a file, if it is there. */
  void delete(String child) {
    try {
      files().delete(new Path(name, child), false);
    } catch (IOException e) {
      throw new TrihornSparkException("cannot delete a file of " + name, e);
    }
  }

  /** Deletes it and all in it, if it is there. */
  void delete() {
    try {
      files().delete(new Path(name), true);
    } catch (IOException e) {
      throw new TrihornSparkException("cannot delete the folder " + name, e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
