package io.trihorn.data;

/** Told how a download goes. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress SILENT = (file, bytes, total) -> {};

  /**
   * Called now and then.
   *
   * @param file the file's name
   * @param bytes how many bytes are there
   * @param total how many there will be, or -1 if that is not known
   */
  void at(String file, long bytes, long total);
}
