package io.trihorn.saving.hdf5;

import ai.djl.ndarray.types.DataType;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.dataset.ContiguousDatasetImpl;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.object.datatype.StringData;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads the tree of a file. Links are refused, since they lead out of the file or in a circle, and
 * so is a tree that is too large to be a model's.
 */
final class TreeReader {
  private static final int NODE_LIMIT = 1_000_000;
  private static final int DEPTH_LIMIT = 64;

  /** Deflate makes at most this of a byte. */
  private static final long EXPANSION = 1032;

  private static final int RANK_LIMIT = 32;
  private final String name;
  private final long fileSize;
  private final FilePart part;
  private final AttributeReader attributes;
  private int nodes;

  /** A reader of a file, or of a part of one; that is null where the bytes lie in memory. */
  TreeReader(String name, long fileSize, FilePart part, AttributeReader attributes) {
    this.name = name;
    this.fileSize = fileSize;
    this.part = part;
    this.attributes = attributes;
  }

  Hdf5Group read(Group root) {
    Hdf5Group tree = new Hdf5Group();
    annotate(root, tree);
    fill(root, tree, 0);
    return tree;
  }

  private void fill(Group source, Hdf5Group target, int depth) {
    for (Map.Entry<String, Node> entry : source.getChildren().entrySet()) {
      String child =
          target.path().isEmpty() ? entry.getKey() : target.path() + "/" + entry.getKey();
      if (++nodes > NODE_LIMIT || depth > DEPTH_LIMIT) {
        throw new Hdf5Exception(
            name + ": the tree is deeper than " + DEPTH_LIMIT + " or has more than " + NODE_LIMIT);
      }
      Node node = entry.getValue();
      if (node.isLink()) {
        throw new Hdf5Exception(name + ": '/" + child + "' is a link, which is not followed");
      }
      if (node instanceof Group group) {
        Hdf5Group made = new Hdf5Group(child);
        annotate(node, made);
        fill(group, made, depth + 1);
        target.put(entry.getKey(), made);
      } else if (node instanceof Dataset dataset) {
        Hdf5Dataset made = dataset((DatasetBase) dataset, child);
        annotate(node, made);
        target.put(entry.getKey(), made);
      } else {
        throw new Hdf5Exception(name + ": '/" + child + "' is neither a group nor an array");
      }
    }
  }

  private Hdf5Dataset dataset(DatasetBase source, String path) {
    long[] dims = source.getDimensionsAsLong();
    boolean text = source.getDataType() instanceof StringData && dims.length == 0;
    if (text) {
      dims = new long[] {source.getDataType().getSize()};
    }
    ReadType type =
        text
            ? new ReadType(DataType.UINT8, 1)
            : ReadType.of(source.getDataType(), name + ": '/" + path + "'");
    long bytes = type.size();
    for (long d : dims) {
      bytes = d < 0 ? -1 : Math.multiplyExact(bytes, d);
      if (bytes < 0 || bytes / EXPANSION > fileSize || dims.length > RANK_LIMIT) {
        throw new Hdf5Exception(
            name
                + ": '/"
                + path
                + "' has a shape that the file cannot hold: "
                + Arrays.toString(dims));
      }
    }
    TensorType shape = TensorType.of(type.dtype(), dims);
    return new Hdf5Dataset(
        path,
        shape,
        text,
        new Hdf5Dataset.Elements() {
          @Override
          public TensorData read() {
            TensorData data = TensorData.zeros(shape);
            readInto(data.bytes());
            return data;
          }

          @Override
          public void readInto(ByteBuffer place) {
            Hdf5File.guarded(
                name,
                () -> {
                  values(source, type, shape, path, place);
                  return null;
                });
          }
        });
  }

  private void values(
      DatasetBase source, ReadType type, TensorType shape, String path, ByteBuffer place) {
    if (shape.size() == 0) {
      return;
    }
    if (source.isEmpty()) {
      throw new Hdf5Exception(name + ": '/" + path + "' was never written");
    }
    ByteBuffer raw = source.getDataBuffer();
    if (raw.remaining() != shape.size() * type.size()) {
      throw new Hdf5Exception(
          name
              + ": '/"
              + path
              + "' should be "
              + shape
              + ", but has "
              + raw.remaining()
              + " bytes");
    }
    if (part != null
        && source instanceof ContiguousDatasetImpl whole
        && type.isPlain(raw.order())) {
      read(whole, path, place);
    } else {
      type.convert(raw, raw.order() == ByteOrder.BIG_ENDIAN, place);
    }
  }

  /** Reads elements that lie in the file as they do in memory. */
  private void read(ContiguousDatasetImpl source, String path, ByteBuffer place) {
    long userBlock = source.getHdfFile().getUserBlockSize();
    try {
      part.read(userBlock + source.getDataAddress(), place);
    } catch (IOException e) {
      throw new Hdf5Exception(name + ": '/" + path + "' could not be read: " + e.getMessage(), e);
    }
  }

  private void annotate(Node source, Hdf5Node target) {
    source.getAttributes().forEach((key, attribute) -> annotate(key, attribute, target));
  }

  private void annotate(String key, Attribute attribute, Hdf5Node target) {
    Object value = attributes.read(attribute);
    if (value == null) {
      target.setTexts(key, List.of());
    } else if (value.getClass().isArray()) {
      if (Array.getLength(value) > fileSize) {
        throw new Hdf5Exception(name + ": attribute '" + key + "' is larger than the file");
      }
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        texts.add(String.valueOf(Array.get(value, i)));
      }
      target.setTexts(key, texts);
    } else {
      target.setText(key, value.toString());
    }
  }
}
