package io.trihorn.benchmarks;

/** A contestant that can tell what it costs to be fed with data that have to be made ready. */
public interface Feeding extends Contestant {
  /** How the data come. */
  enum Source {
    /** As the model takes them. */
    PREPARED("prepared float32"),
    /** Rows of doubles, to be made floats of another shape. */
    DOUBLES("double[][]"),
    /** Bytes in a file, to be read, made floats and scaled. */
    FILE("uint8 in a file"),
    /** As {@link #PREPARED}: what differs from it is the machine's noise. */
    AGAIN("prepared float32, again");

    private final String title;

    Source(String title) {
      this.title = title;
    }

    /** Returns what it is called in the report. */
    public String title() {
      return title;
    }
  }

  /**
   * Trains one epoch with the library's own loop.
   *
   * @param samples how many; they are made at the first epoch, which is not to be counted
   * @return the milliseconds of an epoch in which the training thread waited for data
   */
  double fit(int samples, Source source);
}
