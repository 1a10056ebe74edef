package io.trihorn.cli.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Changes entries of a zip file and packs it again, so that what is in them is looked at. */
final class KerasMutator implements Mutator {
  private final Mutator json = new JsonMutator();
  private final Mutator weights = new Hdf5Mutator();

  @Override
  public byte[] mutate(byte[] file, RandomGenerator random) {
    try {
      Map<String, byte[]> entries = ZipEntries.unpacked(file);
      List<String> names = new ArrayList<>(entries.keySet());
      String name = random.nextInt(4) < 2 ? "config.json" : names.get(random.nextInt(names.size()));
      if (random.nextInt(50) == 0) {
        entries.remove(name);
      } else {
        entries.put(name, mutatorOf(name).mutate(entries.get(name), random));
      }
      return ZipEntries.packed(entries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Mutator mutatorOf(String entry) {
    if (entry.endsWith(".json")) {
      return json;
    }
    return entry.endsWith(".h5") ? weights : new ByteMutator(Integer.MAX_VALUE);
  }
}
