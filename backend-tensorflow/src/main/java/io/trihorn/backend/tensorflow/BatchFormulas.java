package io.trihorn.backend.tensorflow;

import io.trihorn.export.Affine;
import io.trihorn.export.BatchDependence;
import io.trihorn.export.Progression;
import io.trihorn.export.Tiling;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Writes nodes that compute values from the batch size, into a graph or the body of a function. The
 * batch size is read off something of known leading extent.
 */
final class BatchFormulas {
  private static final String PREFIX = "batch/";

  /** Where the batch size stands. */
  record Source(String reference, int axis, DataType dtype) {}

  private final Source source;
  private final boolean inFunction;
  private final List<NodeDef> nodes = new ArrayList<>();
  private final Map<DataType, String> sizes = new EnumMap<>(DataType.class);
  private int next;

  /**
   * A writer.
   *
   * @param source where the batch size stands, or null if nowhere
   * @param inFunction whether references name a node's results, as they do in functions
   */
  BatchFormulas(Source source, boolean inFunction) {
    this.source = source;
    this.inFunction = inFunction;
  }

  /** The nodes written. */
  List<NodeDef> nodes() {
    return nodes;
  }

  /** A list of extents, or a single one as a scalar; its only result is called {@code output}. */
  void write(String name, DataType dtype, Affine formula, int rank) {
    String product = add("Mul", "z", dtype, size(dtype), constant(data(dtype, formula.factors())));
    String sum = add("AddV2", "z", dtype, product, constant(data(dtype, formula.offsets())));
    long[] dims = rank == 0 ? new long[0] : new long[] {formula.factors().length};
    reshape(name, dtype, sum, dims);
  }

  /** A piece, repeated. */
  void write(String name, Tiling tiling) {
    String times = PREFIX + "times" + next++;
    write(times, DataType.DT_INT32, tiling.repeats(), 1);
    DataType dtype = DataType.forNumber(Dtypes.code(tiling.unit().dtype()));
    nodes.add(
        node("Tile", name, constant(tiling.unit()), reference(times, "output"))
            .putAttr("T", type(dtype))
            .putAttr("Tmultiples", type(DataType.DT_INT32))
            .build());
  }

  /** Rows that go on by a step. */
  void write(String name, Progression progression) {
    TensorData unit = progression.unit();
    DataType dtype = DataType.forNumber(Dtypes.code(unit.dtype()));
    String count = reshape(fresh("Reshape"), dtype, size(dtype));
    String range = fresh("Range");
    String zero = constant(TensorData.scalar(unit.dtype(), 0));
    String one = constant(TensorData.scalar(unit.dtype(), 1));
    nodes.add(node("Range", range, zero, count, one).putAttr("Tidx", type(dtype)).build());
    String column = reshape(fresh("Reshape"), dtype, reference(range, "output"), -1, 1);
    String step = constant(TensorData.scalar(unit.dtype(), progression.step()));
    String steps = add("Mul", "z", dtype, column, step);
    String row = constant(unit.reshape(1, unit.size()));
    String table = add("AddV2", "z", dtype, steps, row);
    long[] open = progression.openDims();
    reshape(name, dtype, table, open);
  }

  private String reshape(String name, DataType dtype, String value, long... dims) {
    nodes.add(
        node("Reshape", name, value, constant(TensorData.of(ints(dims), dims.length)))
            .putAttr("T", type(dtype))
            .putAttr("Tshape", type(DataType.DT_INT32))
            .build());
    return reference(name, "output");
  }

  /** The batch size as a list of one. */
  private String size(DataType dtype) {
    if (source == null) {
      throw new BatchDependence("a loop depends on the batch size, which it is not given");
    }
    return sizes.computeIfAbsent(
        dtype,
        t -> {
          String shape = fresh("Shape");
          nodes.add(
              node("Shape", shape, source.reference())
                  .putAttr("T", type(source.dtype()))
                  .putAttr("out_type", type(t))
                  .build());
          String slice = fresh("Slice");
          nodes.add(
              node(
                      "Slice",
                      slice,
                      reference(shape, "output"),
                      constant(TensorData.of(new int[] {source.axis()}, 1)),
                      constant(TensorData.of(new int[] {1}, 1)))
                  .putAttr("T", type(t))
                  .putAttr("Index", type(DataType.DT_INT32))
                  .build());
          return reference(slice, "output");
        });
  }

  private static int[] ints(long[] values) {
    return LongStream.of(values).mapToInt(Math::toIntExact).toArray();
  }

  private static TensorData data(DataType dtype, long[] values) {
    return dtype == DataType.DT_INT64
        ? TensorData.of(values, values.length)
        : TensorData.of(ints(values), values.length);
  }

  private String constant(TensorData data) {
    String name = fresh("Const");
    nodes.add(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Const")
            .putAttr("dtype", type(DataType.forNumber(Dtypes.code(data.dtype()))))
            .putAttr("value", AttrValue.newBuilder().setTensor(TensorProtos.of(data)).build())
            .build());
    return reference(name, "output");
  }

  private String add(String operation, String result, DataType dtype, String... inputs) {
    String name = fresh(operation);
    nodes.add(node(operation, name, inputs).putAttr("T", type(dtype)).build());
    return reference(name, result);
  }

  private static NodeDef.Builder node(String operation, String name, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(operation).addAllInput(List.of(inputs));
  }

  private String fresh(String operation) {
    return PREFIX + operation + next++;
  }

  private String reference(String node, String result) {
    return inFunction ? node + ":" + result + ":0" : node;
  }

  static AttrValue type(DataType dtype) {
    return AttrValue.newBuilder().setType(dtype).build();
  }
}
