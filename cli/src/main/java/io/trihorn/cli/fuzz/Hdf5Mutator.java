package io.trihorn.cli.fuzz;

import io.trihorn.graph.TensorData;
import io.trihorn.saving.hdf5.Hdf5Dataset;
import io.trihorn.saving.hdf5.Hdf5Exception;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Node;
import io.trihorn.saving.hdf5.Hdf5Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Changes bytes of an HDF5 file, or what is in it: a whole file that says something else. */
final class Hdf5Mutator implements Mutator {
  private static final int STRUCTURE = 8_192;
  private final Mutator bytes =
      Mutator.anyOf(new ByteMutator(STRUCTURE), new ByteMutator(Integer.MAX_VALUE));
  private final JsonMutator json = new JsonMutator();

  @Override
  public byte[] mutate(byte[] file, RandomGenerator random) {
    if (random.nextInt(3) == 0) {
      try {
        return content(file, random);
      } catch (Hdf5Exception e) {
        // Not every tree can be written: two nodes may have got one name.
        return bytes.mutate(file, random);
      }
    }
    return bytes.mutate(file, random);
  }

  private byte[] content(byte[] file, RandomGenerator random) {
    try (Hdf5File open = Hdf5File.open(ByteBuffer.wrap(file), "the file to change")) {
      int nodes = count(open.root());
      Copy copy = new Copy(random, random.nextInt(nodes));
      Hdf5Group root = new Hdf5Group();
      copy.group(open.root(), root);
      Path path = Files.createTempFile("fuzz", ".h5");
      try {
        Hdf5Writer.write(root, path);
        return Files.readAllBytes(path);
      } finally {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int count(Hdf5Group group) {
    int count = 1;
    for (Hdf5Node child : group.children().values()) {
      count += child instanceof Hdf5Group inner ? count(inner) : 1;
    }
    return count;
  }

  /** Copies a tree, all but one of its nodes as it is. */
  private final class Copy {
    private final RandomGenerator random;
    private int left;

    Copy(RandomGenerator random, int chosen) {
      this.random = random;
      this.left = chosen;
    }

    void group(Hdf5Group from, Hdf5Group to) {
      attributes(from, to, left-- == 0);
      for (Map.Entry<String, Hdf5Node> child : from.children().entrySet()) {
        if (child.getValue() instanceof Hdf5Group inner) {
          group(inner, to.putGroup(child.getKey()));
        } else if (left-- == 0) {
          changed((Hdf5Dataset) child.getValue(), child.getKey(), to);
        } else {
          attributes(
              child.getValue(),
              to.putDataset(child.getKey(), ((Hdf5Dataset) child.getValue()).read()),
              false);
        }
      }
    }

    /** Missing, of another shape, or under another name. */
    private void changed(Hdf5Dataset from, String name, Hdf5Group to) {
      TensorData data = from.read();
      switch (random.nextInt(4)) {
        case 0 -> {
          int length = random.nextInt(5);
          to.putDataset(name, TensorData.of(new float[length], length));
        }
        case 1 -> to.putDataset(name, TensorData.of(new int[] {1, 2, 3}, 1, 3, 1));
        case 2 -> to.putDataset(random.nextInt(30) + "", data);
        default -> to.putGroup(name);
      }
    }

    private void attributes(Hdf5Node from, Hdf5Node to, boolean change) {
      for (Map.Entry<String, Object> attribute : from.attributes().entrySet()) {
        boolean chosen = change && random.nextBoolean();
        if (attribute.getValue() instanceof String text) {
          text(to, attribute.getKey(), text, chosen);
        } else {
          texts(to, attribute.getKey(), from.texts(attribute.getKey()), chosen);
        }
      }
    }

    private void text(Hdf5Node to, String key, String text, boolean change) {
      if (!change) {
        to.setText(key, text);
      } else if (text.startsWith("{")) {
        to.setText(key, json.mutate(text, random));
      } else {
        other(to, key, List.of(text));
      }
    }

    private void texts(Hdf5Node to, String key, List<String> texts, boolean change) {
      if (!change) {
        to.setTexts(key, texts);
      } else {
        other(to, key, texts);
      }
    }

    private void other(Hdf5Node to, String key, List<String> texts) {
      List<String> changed = new ArrayList<>(texts);
      switch (random.nextInt(5)) {
        case 0 -> changed.add("one more");
        case 1 -> changed.clear();
        case 2 -> changed.addAll(texts);
        case 3 -> {
          to.setText(key, String.join("/", texts) + random.nextInt(3));
          return;
        }
        default -> {
          return;
        }
      }
      to.setTexts(key, changed);
    }
  }
}
