package io.trihorn.backend.dl4j;

import java.util.function.Supplier;

/** What is made when it is first asked for. */
final class Lazily<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private T made;

  private Lazily(Supplier<T> maker) {
    this.maker = maker;
  }

  static <T> Lazily<T> of(Supplier<T> maker) {
    return new Lazily<>(maker);
  }

  @Override
  public synchronized T get() {
    if (made == null) {
      made = maker.get();
    }
    return made;
  }
}
