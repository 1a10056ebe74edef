package io.trihorn.benchmarks.trihorn;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.benchmarks.ArrayWork;
import io.trihorn.benchmarks.Computing.Work;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The work on arrays as programs: what is left when the arrays are taken away. */
final class ArrayPrograms implements AutoCloseable {
  private static final TensorType LONG = TensorType.of(DataType.FLOAT32, ArrayWork.LONG);
  private static final TensorType SMALL =
      TensorType.of(DataType.FLOAT32, ArrayWork.SMALL, ArrayWork.SMALL);

  private final Backend backend;
  private final Device device;
  private final VariableStore store;
  private final Map<Work, Loaded> loaded = new EnumMap<>(Work.class);

  /** A program and what it is fed. */
  private record Loaded(Executable program, List<DeviceTensor> feeds) {}

  ArrayPrograms(Backend backend) {
    this.backend = backend;
    this.device = backend.info().devices().get(0);
    this.store = backend.createStore(device);
  }

  void run(Work work) {
    Loaded one = loaded.computeIfAbsent(work, this::load);
    BitSet first = new BitSet();
    first.set(0);
    try (DeviceTensor result = one.program().call(one.feeds(), first).get(0)) {
      result.toHost();
    }
  }

  private Loaded load(Work work) {
    return switch (work) {
      case CHAIN -> load(LONG, new double[] {0.75, 1}, ArrayPrograms::chain);
      case TINY -> load(SMALL, new double[] {0.5, 0.3, 1}, x -> tiny(x, work.operations()));
      case LOOK -> load(SMALL, new double[] {0.5, 0.3}, x -> Ops.multiply(x.get(0), x.get(1)));
    };
  }

  private Loaded load(TensorType type, double[] values, Function<List<Tensor>, Tensor> function) {
    GraphBuilder builder = new GraphBuilder();
    List<Tensor> parameters = new ArrayList<>();
    List<DeviceTensor> feeds = new ArrayList<>();
    for (double value : values) {
      parameters.add(new Tensor(builder, builder.parameter("x" + feeds.size(), type)));
      feeds.add(backend.upload(TensorData.full(type, value), device));
    }
    Tensor result = function.apply(parameters);
    return new Loaded(
        GraphCompiler.compile(backend, builder.build(List.of(result.value())), store), feeds);
  }

  /** Its end is one element, as that of the arrays is. */
  private static Tensor chain(List<Tensor> x) {
    Tensor y = x.get(0);
    for (int i = 0; i < 5; i++) {
      y = Ops.subtract(Ops.abs(Ops.add(Ops.multiply(y, x.get(1)), 1.5)), x.get(0));
    }
    return y;
  }

  private static Tensor tiny(List<Tensor> x, int operations) {
    Tensor y = x.get(0);
    for (int i = 0; i < operations / 4; i++) {
      y = Ops.tanh(Ops.subtract(Ops.add(Ops.multiply(y, x.get(1)), x.get(2)), x.get(0)));
    }
    return y;
  }

  @Override
  public void close() {
    for (Loaded one : loaded.values()) {
      one.program().close();
      one.feeds().forEach(DeviceTensor::close);
    }
    store.close();
  }
}
