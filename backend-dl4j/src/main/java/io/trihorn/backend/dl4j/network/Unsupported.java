package io.trihorn.backend.dl4j.network;

/** Something that Deeplearning4j's layers do not do. */
final class Unsupported extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unsupported(String what) {
    super(what);
  }
}
