package io.trihorn.serving.models;

import io.trihorn.serving.models.ServingException.Reason;
import java.time.Duration;

/**
 * What a request may be at most. It is held to this by what it says of itself, before memory is
 * taken for it.
 *
 * @param bodyBytes of a request
 * @param elements of all of its inputs together, texts and images counted by bytes and values
 * @param reading how long a request may take to come
 */
public record Limits(long bodyBytes, long elements, Duration reading) {
  /** 32 MiB, 8 Mi elements, 10 seconds. */
  public Limits() {
    this(32L << 20, 8L << 20, Duration.ofSeconds(10));
  }

  /** Checks that they are more than nothing and that one array can hold a request. */
  public Limits {
    if (bodyBytes < 1 || bodyBytes > Integer.MAX_VALUE - 16 || elements < 1) {
      throw new IllegalArgumentException(
          "limits should be above 0, and of a body below 2 GiB, but are %,d bytes and %,d elements"
              .formatted(bodyBytes, elements));
    }
    if (reading.isNegative() || reading.isZero()) {
      throw new IllegalArgumentException("the time to read a request should be above 0");
    }
  }

  /** Limits with this number of bytes. */
  public Limits withBodyBytes(long most) {
    return new Limits(most, elements, reading);
  }

  /** Limits with this number of elements. */
  public Limits withElements(long most) {
    return new Limits(bodyBytes, most, reading);
  }

  /** Limits with this time. */
  public Limits withReading(Duration most) {
    return new Limits(bodyBytes, elements, most);
  }

  /**
   * Checks what a body says of its length.
   *
   * @throws ServingException if it is too long
   */
  public void checkBody(long length) {
    if (length > bodyBytes) {
      throw new ServingException(
          Reason.TOO_LARGE,
          "a request may have %,d bytes, but this one has %s; send fewer rows at once"
              .formatted(bodyBytes, length == Long.MAX_VALUE ? "more" : "%,d".formatted(length)));
    }
  }

  /**
   * Checks a number of elements.
   *
   * @param input whose they are
   * @throws ServingException if there are too many
   */
  public void checkElements(String input, long count) {
    if (count > elements) {
      throw new ServingException(
          Reason.TOO_LARGE,
          "input '%s' would have %s elements, but a request may have %,d; send fewer rows at once"
              .formatted(
                  input, count == Long.MAX_VALUE ? "too many" : "%,d".formatted(count), elements));
    }
  }

  /**
   * The number of elements of a shape, which is none of a tensor yet.
   *
   * @param input whose it is
   * @throws ServingException if an extent is negative, or there are too many elements
   */
  public long elements(String input, long... dims) {
    long count = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw ServingException.invalid(
            "input '%s': the shape has the extent %d, but extents are 0 or more", input, dim);
      }
      count = dim != 0 && count > Long.MAX_VALUE / dim ? Long.MAX_VALUE : count * dim;
    }
    checkElements(input, count);
    return count;
  }
}
