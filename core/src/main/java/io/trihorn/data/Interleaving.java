package io.trihorn.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** Rows of several streams in turn, in the order of {@code tf.data}'s {@code interleave}. */
final class Interleaving implements Iterator<Sample>, AutoCloseable {
  private final Iterator<Stream<Sample>> sources;
  private final int block;
  private final List<Stream<Sample>> open;
  private final List<Iterator<Sample>> rows;
  private int place;
  private int taken;

  /**
   * Rows in turn.
   *
   * @param sources opened when their turn comes
   * @param cycle how many are open at a time
   * @param block how many rows follow each other from one
   */
  Interleaving(Iterator<Stream<Sample>> sources, int cycle, int block) {
    this.sources = sources;
    this.block = block;
    open = new ArrayList<>(Collections.nCopies(cycle, null));
    rows = new ArrayList<>(Collections.nCopies(cycle, null));
  }

  @Override
  public boolean hasNext() {
    while (sources.hasNext() || open.stream().anyMatch(s -> s != null)) {
      Iterator<Sample> current = rows.get(place);
      if (current != null && current.hasNext()) {
        return true;
      }
      if (current != null) {
        open.get(place).close();
        open.set(place, null);
        rows.set(place, null);
        advance();
      } else if (sources.hasNext()) {
        open.set(place, sources.next());
        rows.set(place, open.get(place).iterator());
      } else {
        advance();
      }
    }
    return false;
  }

  private void advance() {
    place = (place + 1) % rows.size();
    taken = 0;
  }

  @Override
  public Sample next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there are no more rows");
    }
    Sample row = rows.get(place).next();
    if (++taken == block) {
      advance();
    }
    return row;
  }

  @Override
  public void close() {
    open.stream().filter(s -> s != null).forEach(Stream::close);
  }
}
