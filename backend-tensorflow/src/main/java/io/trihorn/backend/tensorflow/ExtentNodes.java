package io.trihorn.backend.tensorflow;

import io.trihorn.export.ExtentMath;
import io.trihorn.export.ExtentWriter;
import io.trihorn.export.Extents;
import io.trihorn.export.OpenConstant;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Writes nodes that compute values from extents, into a graph or the body of a function. */
final class ExtentNodes implements ExtentMath<ExtentNodes.Ref> {
  private static final String PREFIX = "extents/";

  /**
   * A result of a node.
   *
   * @param name how nodes refer to it
   * @param dtype its element type
   */
  record Ref(String name, DataType dtype) {}

  private final boolean inFunction;
  private final Map<String, DataType> dtypes;
  private final List<NodeDef> nodes = new ArrayList<>();
  private final Map<String, Ref> read = new HashMap<>();
  private final Map<TensorData, Ref> constants = new HashMap<>();
  private final ExtentWriter<Ref> writer = new ExtentWriter<>(this);
  private int next;

  /**
   * A writer.
   *
   * @param inFunction whether references name a node's results, as they do in functions
   * @param dtypes the element types of the tensors that extents are read off
   */
  ExtentNodes(boolean inFunction, Map<String, DataType> dtypes) {
    this.inFunction = inFunction;
    this.dtypes = dtypes;
  }

  /** The nodes written. */
  List<NodeDef> nodes() {
    return nodes;
  }

  /** Writes a computation in place of a constant. */
  void write(String name, OpenConstant constant, TensorData seen) {
    Ref value = writer.write(constant, seen.dtype());
    nodes.add(
        Nodes.node("Identity", name, value.name()).putAttr("T", Nodes.type(value.dtype())).build());
  }

  @Override
  public Ref extent(Extents.Source source) {
    return read.computeIfAbsent(
        source.tensor() + "/" + source.axis(),
        key -> {
          DataType dtype = dtypes.get(source.tensor());
          Ref shape =
              add(
                  node("Shape", new Ref(source.tensor(), dtype))
                      .putAttr("T", Nodes.type(dtype))
                      .putAttr("out_type", Nodes.type(DataType.DT_INT64)),
                  "output",
                  DataType.DT_INT64);
          Ref axis = ints(source.axis());
          return add(
              node("Slice", shape, axis, ints(1))
                  .putAttr("T", Nodes.type(DataType.DT_INT64))
                  .putAttr("Index", Nodes.type(DataType.DT_INT32)),
              "output",
              DataType.DT_INT64);
        });
  }

  @Override
  public Ref constant(TensorData data) {
    return constants.computeIfAbsent(
        data,
        d ->
            add(
                Nodes.constant(fresh("Const"), TensorProtos.of(d)),
                "output",
                DataType.forNumber(Dtypes.code(d.dtype()))));
  }

  @Override
  public Ref add(Ref a, Ref b) {
    return elementwise("AddV2", "z", a, b);
  }

  @Override
  public Ref multiply(Ref a, Ref b) {
    return elementwise("Mul", "z", a, b);
  }

  @Override
  public Ref divide(Ref a, Ref b) {
    return elementwise("RealDiv", "z", a, b);
  }

  @Override
  public Ref least(Ref a, Ref b) {
    return elementwise("Minimum", "z", a, b);
  }

  @Override
  public Ref most(Ref a, Ref b) {
    return elementwise("Maximum", "z", a, b);
  }

  @Override
  public Ref floor(Ref x) {
    return elementwise("Floor", "y", x);
  }

  @Override
  public Ref sin(Ref x) {
    return elementwise("Sin", "y", x);
  }

  @Override
  public Ref columnSums(Ref matrix) {
    return add(
        node("Sum", matrix, ints(0))
            .putAttr("T", Nodes.type(matrix.dtype()))
            .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
            .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build()),
        "output",
        matrix.dtype());
  }

  @Override
  public Ref atMost(Ref a, Ref b) {
    return new Ref(elementwise("LessEqual", "z", a, b).name(), DataType.DT_BOOL);
  }

  @Override
  public Ref choose(Ref condition, double yes, double no) {
    var dtype = ai.djl.ndarray.types.DataType.FLOAT32;
    return add(
        node(
                "SelectV2",
                condition,
                constant(TensorData.scalar(dtype, yes)),
                constant(TensorData.scalar(dtype, no)))
            .putAttr("T", Nodes.type(DataType.DT_FLOAT)),
        "output",
        DataType.DT_FLOAT);
  }

  @Override
  public Ref concat(List<Ref> lists) {
    List<Ref> operands = new ArrayList<>(lists);
    operands.add(constant(TensorData.scalar(ai.djl.ndarray.types.DataType.INT32, 0)));
    DataType dtype = lists.get(0).dtype();
    return add(
        node("ConcatV2", operands.toArray(Ref[]::new))
            .putAttr("T", Nodes.type(dtype))
            .putAttr("N", Nodes.integer(lists.size()))
            .putAttr("Tidx", Nodes.type(DataType.DT_INT32)),
        "output",
        dtype);
  }

  @Override
  public Ref range(Ref first, Ref limit, long step) {
    Ref by = constant(TensorData.scalar(ai.djl.ndarray.types.DataType.INT64, step));
    return add(
        node("Range", reshape(first), reshape(limit), by)
            .putAttr("Tidx", Nodes.type(DataType.DT_INT64)),
        "output",
        DataType.DT_INT64);
  }

  @Override
  public Ref reshape(Ref x, long... dims) {
    return add(
        node("Reshape", x, ints(dims))
            .putAttr("T", Nodes.type(x.dtype()))
            .putAttr("Tshape", Nodes.type(DataType.DT_INT32)),
        "output",
        x.dtype());
  }

  @Override
  public Ref tile(Ref unit, ai.djl.ndarray.types.DataType dtype, Ref times) {
    return add(
        node("Tile", unit, times)
            .putAttr("T", Nodes.type(unit.dtype()))
            .putAttr("Tmultiples", Nodes.type(DataType.DT_INT64)),
        "output",
        unit.dtype());
  }

  @Override
  public Ref cast(Ref x, ai.djl.ndarray.types.DataType dtype) {
    DataType target = DataType.forNumber(Dtypes.code(dtype));
    return x.dtype() == target
        ? x
        : add(
            node("Cast", x)
                .putAttr("SrcT", Nodes.type(x.dtype()))
                .putAttr("DstT", Nodes.type(target)),
            "y",
            target);
  }

  private Ref ints(long... values) {
    int[] narrow = LongStream.of(values).mapToInt(Math::toIntExact).toArray();
    return constant(TensorData.of(narrow, narrow.length));
  }

  private Ref elementwise(String operation, String result, Ref... operands) {
    DataType dtype = operands[0].dtype();
    return add(node(operation, operands).putAttr("T", Nodes.type(dtype)), result, dtype);
  }

  private NodeDef.Builder node(String operation, Ref... operands) {
    String[] names = Stream.of(operands).map(Ref::name).toArray(String[]::new);
    return Nodes.node(operation, fresh(operation), names);
  }

  private String fresh(String operation) {
    return PREFIX + operation + next++;
  }

  private Ref add(NodeDef.Builder node, String result, DataType dtype) {
    nodes.add(node.build());
    return new Ref(inFunction ? node.getName() + ":" + result + ":0" : node.getName(), dtype);
  }
}
