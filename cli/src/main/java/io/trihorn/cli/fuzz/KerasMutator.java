package io.trihorn.cli.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Changes entries of a zip file and packs it again, so that what is in them is looked at. */
final class KerasMutator implements Mutator {
  private final Mutator json = new JsonMutator();
  private final Mutator weights = new Hdf5Mutator();

  @Override
  public byte[] mutate(byte[] file, RandomGenerator random) {
    try {
      Map<String, byte[]> entries = unpacked(file);
      List<String> names = new ArrayList<>(entries.keySet());
      String name = random.nextInt(4) < 2 ? "config.json" : names.get(random.nextInt(names.size()));
      if (random.nextInt(50) == 0) {
        entries.remove(name);
      } else {
        entries.put(name, mutatorOf(name).mutate(entries.get(name), random));
      }
      return packed(entries);
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

  private static Map<String, byte[]> unpacked(byte[] file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        entries.put(e.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] packed(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setLevel(1);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
