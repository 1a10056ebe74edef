package io.trihorn.saving.legacy;

/** Why one layer cannot be brought into Keras 3's form; gathered with those of other layers. */
final class NotSupportedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotSupportedException(String why) {
    super(why);
  }
}
