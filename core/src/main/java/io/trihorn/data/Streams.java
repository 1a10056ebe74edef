package io.trihorn.data;

import java.util.stream.Stream;

/** The streams that users give. */
final class Streams {
  private Streams() {}

  /**
   * A stream that is to be read from its begin.
   *
   * @throws DatasetException if it was read before, as one is that is given for a second epoch
   */
  static <T> Stream<T> unread(Stream<T> stream) {
    try {
      return stream.onClose(() -> {});
    } catch (IllegalStateException e) {
      throw new DatasetException(
          "the stream of a dataset was read before; give a function that makes a new one at each"
              + " call, such as () -> rows.stream()",
          e);
    }
  }
}
