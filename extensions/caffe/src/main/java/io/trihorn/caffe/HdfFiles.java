package io.trihorn.caffe;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.hdf5.Hdf5Exception;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Node;
import io.trihorn.saving.hdf5.Hdf5Writer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Caffe's files in HDF5: of weights ({@code .caffemodel.h5}) a group {@code data} with one for each
 * layer and in that the blobs by their numbers, of what a solver remembers ({@code
 * .solverstate.h5}) its numbers and a group {@code history}.
 */
final class HdfFiles {
  private static final byte[] MAGIC = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final String DATA = "data";
  private static final String HISTORY = "history";

  private HdfFiles() {}

  /** Whether a file is one of HDF5, whatever its name. */
  static boolean is(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Writes what layers have learnt; of blobs that layers share, those of the first. */
  static void writeNet(CaffeNet net, Path file) {
    Hdf5Group root = new Hdf5Group();
    Hdf5Group data = root.putGroup(DATA);
    net.layers().forEach(layer -> data.putGroup(layer.name()));
    Map<String, List<TensorData>> blobs = net.blobs();
    for (Learnable blob : net.learnables()) {
      data.putDataset(blob.layer() + "/" + blob.index(), blobs.get(blob.layer()).get(blob.index()));
    }
    write(root, file);
  }

  /**
   * What layers have learnt, by their names and the blobs' numbers.
   *
   * @throws CaffeException if the file is none of Caffe's
   */
  static Map<String, Map<Integer, TensorData>> readNet(Path file) {
    return read(
        file,
        root -> {
          Map<String, Map<Integer, TensorData>> layers = new HashMap<>();
          collect(file, root.group(DATA), "", layers);
          return layers;
        });
  }

  /** Names of layers may have slashes, which make groups in groups. */
  private static void collect(
      Path file, Hdf5Group group, String layer, Map<String, Map<Integer, TensorData>> layers) {
    for (Map.Entry<String, Hdf5Node> child : group.children().entrySet()) {
      if (child.getValue() instanceof Hdf5Group inside) {
        collect(
            file, inside, layer.isEmpty() ? child.getKey() : layer + "/" + child.getKey(), layers);
      } else {
        layers
            .computeIfAbsent(layer, name -> new TreeMap<>())
            .put(number(file, child.getKey()), group.dataset(child.getKey()).read());
      }
    }
  }

  private static int number(Path file, String name) {
    if (!name.matches("\\d{1,6}")) {
      throw new CaffeException(file + ": '" + name + "' should be the number of a blob");
    }
    return Integer.parseInt(name);
  }

  /** Writes what a solver remembers. */
  static void writeState(SolverState state, Path file) {
    Hdf5Group root = new Hdf5Group();
    root.putDataset("iter", one(state.iteration()));
    root.putText("learned_net", state.net());
    root.putDataset("current_step", one(state.currentStep()));
    Hdf5Group history = root.putGroup(HISTORY);
    for (int i = 0; i < state.history().size(); i++) {
      history.putDataset(Integer.toString(i), state.history().get(i));
    }
    write(root, file);
  }

  private static TensorData one(int value) {
    return TensorData.of(new int[] {value});
  }

  /**
   * What a solver remembers.
   *
   * @throws CaffeException if the file is none of Caffe's
   */
  static SolverState readState(Path file) {
    return read(
        file,
        root -> {
          Map<Integer, TensorData> history = new TreeMap<>();
          Hdf5Group stored = root.group(HISTORY);
          for (String name : stored.children().keySet()) {
            history.put(number(file, name), stored.dataset(name).read());
          }
          List<TensorData> all = new ArrayList<>(history.values());
          if (!history.isEmpty() && !history.containsKey(history.size() - 1)) {
            throw new CaffeException(file + ": the history has gaps: " + history.keySet());
          }
          String net = root.hasDataset("learned_net") ? root.dataset("learned_net").text() : null;
          return new SolverState(
              integer(file, root, "iter"), integer(file, root, "current_step"), net, all);
        });
  }

  private static int integer(Path file, Hdf5Group root, String name) {
    TensorData value = root.dataset(name).read();
    if (value.size() != 1 || value.type().dtype() != DataType.INT32) {
      throw new CaffeException(
          file + ": " + name + " should be one number, but is " + value.type());
    }
    return (int) value.getLong(0);
  }

  private static <T> T read(Path file, Function<Hdf5Group, T> reader) {
    try (Hdf5File open = Hdf5File.open(file)) {
      return reader.apply(open.root());
    } catch (Hdf5Exception e) {
      throw new CaffeException(
          file + ": expected one of Caffe's HDF5 files, but " + e.getMessage(), e);
    }
  }

  private static void write(Hdf5Group root, Path file) {
    try {
      AtomicFile.write(file, path -> Hdf5Writer.write(root, path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Blobs of the layers that a net has, all of each: those that it shares are the net's own. */
  static Map<String, List<TensorData>> fitted(CaffeNet net, Path file) {
    Map<String, List<TensorData>> own = net.blobs();
    Map<String, List<TensorData>> sharing = new LinkedHashMap<>();
    Map<String, List<TensorData>> whole = new LinkedHashMap<>();
    readNet(file)
        .forEach(
            (layer, blobs) -> {
              List<TensorData> mine = own.get(layer);
              if (mine == null) {
                return;
              }
              int count =
                  Math.max(mine.size(), blobs.keySet().stream().max(Integer::compare).get() + 1);
              List<TensorData> all = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                TensorData blob = blobs.get(i);
                if (blob == null && (i >= mine.size() || net.owns(layer, i))) {
                  throw new CaffeException(file + ": layer '" + layer + "' has no blob " + i);
                }
                all.add(blob == null ? mine.get(i) : floats(blob));
              }
              (blobs.size() < count ? sharing : whole).put(layer, all);
            });
    // What is shared is given by the layer that owns it, which comes last.
    sharing.putAll(whole);
    return sharing;
  }

  private static TensorData floats(TensorData blob) {
    return blob.cast(DataType.FLOAT32);
  }
}
