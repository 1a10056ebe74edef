package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * An input or output of a graph as a file declares it; one of texts as it comes in and goes out,
 * see {@link TextValues}.
 *
 * @param name its name
 * @param dtype what its elements are held in
 * @param dims its extents, -1 where one is open; null where nothing is said
 * @param dimNames the names of its open axes, empty where there is none; as many as extents
 */
public record Port(String name, DataType dtype, long[] dims, List<String> dimNames) {
  /** What a declaration says. */
  static Port of(ValueInfoProto info, String what) {
    String name = what + " '" + info.getName() + "'";
    if (!info.getType().hasTensorType()) {
      throw new OnnxImportException(name + " is no tensor", Set.of(what + "s that are no tensors"));
    }
    TypeProto.Tensor type = info.getType().getTensorType();
    DataType dtype = ElementTypes.of(type.getElemType(), name);
    DataType outside = isText(info) ? DataType.UINT8 : dtype;
    if (!type.hasShape()) {
      return new Port(info.getName(), outside, null, List.of());
    }
    List<Dimension> dimensions = new ArrayList<>(type.getShape().getDimList());
    if (isText(info)) {
      dimensions.add(open());
    }
    long[] dims =
        dimensions.stream().mapToLong(d -> d.hasDimValue() ? d.getDimValue() : -1).toArray();
    if (Arrays.stream(dims).anyMatch(d -> d > Integer.MAX_VALUE)) {
      throw new OnnxImportException(name + " has the extents " + Arrays.toString(dims));
    }
    List<String> names =
        dimensions.stream().map(d -> d.hasDimValue() ? "" : d.getDimParam()).toList();
    return new Port(
        info.getName(), outside, Arrays.stream(dims).map(d -> Math.max(d, -1)).toArray(), names);
  }

  /** Whether a declaration is of texts. */
  static boolean isText(ValueInfoProto info) {
    return info.getType().getTensorType().getElemType() == ElementTypes.TEXT;
  }

  /** The declaration with what the options say of its extents. */
  static ValueInfoProto declared(ValueInfoProto info, LoadOptions options) {
    if (!info.getType().hasTensorType()) {
      return info;
    }
    ValueInfoProto.Builder changed = info.toBuilder();
    TypeProto.Tensor.Builder type = changed.getTypeBuilder().getTensorTypeBuilder();
    long[] given = options.shapes().get(info.getName());
    if (given != null) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      Arrays.stream(given).forEach(d -> shape.addDim(d < 0 ? open() : closed(d)));
      type.setShape(shape);
    } else if (type.hasShape()) {
      for (Dimension.Builder d : type.getShapeBuilder().getDimBuilderList()) {
        Long extent = options.dimensions().get(d.getDimParam());
        if (!d.hasDimValue() && extent != null) {
          d.setDimValue(extent);
        }
      }
    }
    return changed.build();
  }

  private static Dimension open() {
    return Dimension.getDefaultInstance();
  }

  private static Dimension closed(long extent) {
    return Dimension.newBuilder().setDimValue(extent).build();
  }

  /**
   * The extents of an input of a model, which must be said but may be open.
   *
   * @throws OnnxImportException if the file says nothing
   */
  long[] declaredDims() {
    if (dims == null) {
      throw new OnnxImportException(
          "input '" + name + "' has no shape in the file; give it by LoadOptions.shape");
    }
    return dims;
  }

  /** The names of the axes for shapes of this rank; none where another rank was declared. */
  List<String> namesFor(int rank) {
    return dimNames.size() == rank ? dimNames : Collections.nCopies(rank, "");
  }

  /** All ports of some declarations. */
  static List<Port> all(List<ValueInfoProto> infos, String what) {
    List<Port> ports = new ArrayList<>();
    infos.forEach(info -> ports.add(of(info, what)));
    return ports;
  }
}
