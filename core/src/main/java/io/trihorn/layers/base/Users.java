package io.trihorn.layers.base;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a layer is part of; does not keep it from being dropped. */
final class Users {
  private List<WeakReference<StatefulLayer>> users = List.of();

  synchronized void add(StatefulLayer user) {
    List<WeakReference<StatefulLayer>> alive = new ArrayList<>();
    users.stream().filter(u -> u.get() != null).forEach(alive::add);
    alive.add(new WeakReference<>(user));
    users = List.copyOf(alive);
  }

  private synchronized List<WeakReference<StatefulLayer>> all() {
    return users;
  }

  void forEach(Consumer<StatefulLayer> action) {
    alive().forEach(action);
  }

  boolean anyMatch(Predicate<StatefulLayer> condition) {
    return alive().anyMatch(condition);
  }

  private Stream<StatefulLayer> alive() {
    return all().stream().map(WeakReference::get).filter(Objects::nonNull).distinct();
  }
}
