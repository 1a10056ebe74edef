package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.Set;

/** The types that inputs are declared to have. */
final class InputShapes {
  private InputShapes() {}

  static OnnxFile.Input of(ValueInfoProto info, LoadOptions options) {
    String what = "input '" + info.getName() + "'";
    if (!info.getType().hasTensorType()) {
      throw new OnnxImportException(what + " is no tensor", Set.of("inputs that are no tensors"));
    }
    TypeProto.Tensor type = info.getType().getTensorType();
    DataType dtype = ElementTypes.of(type.getElemType(), what);
    long[] dims = options.shapes().get(info.getName());
    if (dims == null && type.hasShape()) {
      dims = type.getShape().getDimList().stream().mapToLong(d -> extent(d, options)).toArray();
    }
    if (dims != null && Arrays.stream(dims).anyMatch(d -> d > Integer.MAX_VALUE)) {
      throw new OnnxImportException(what + " has the extents " + Arrays.toString(dims));
    }
    if (type.getElemType() == ElementTypes.TEXT) {
      // As io.trihorn.ndarray.Texts has them: bytes along an axis more.
      dtype = DataType.UINT8;
      dims = dims == null ? null : Values.join(dims, new long[] {-1});
    }
    return new OnnxFile.Input(info.getName(), dtype, dims);
  }

  private static long extent(Dimension dimension, LoadOptions options) {
    if (dimension.hasDimValue()) {
      return dimension.getDimValue() < 0 ? -1 : dimension.getDimValue();
    }
    return options.dimensions().getOrDefault(dimension.getDimParam(), -1L);
  }

  /** The extents of an input of a model, which must be said but may be open. */
  static long[] declared(OnnxFile.Input input) {
    if (input.dims() == null) {
      throw new OnnxImportException(
          "input '" + input.name() + "' has no shape in the file; give it by LoadOptions.shape");
    }
    return input.dims();
  }

  /** Whether an axis that is not the batch is open. */
  static boolean openInside(OnnxFile.Input input) {
    return Arrays.stream(input.dims()).skip(1).anyMatch(d -> d < 0);
  }
}
