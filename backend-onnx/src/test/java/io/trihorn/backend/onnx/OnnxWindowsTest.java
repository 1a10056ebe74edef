package io.trihorn.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear.ConvKernelGradient;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The forms of the kernel gradient that the sizes choose between, against the reference. */
class OnnxWindowsTest {
  private static TensorData run(Backend backend, Graph graph, List<TensorData> feeds) {
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(graph, store)) {
      TensorData out = TensorData.zeros(graph.outputTypes().get(0));
      program.run(feeds, List.of(out));
      return out;
    }
  }

  private static TensorData random(TensorType type) {
    Random random = new Random(7);
    TensorData data = TensorData.zeros(type);
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, random.nextGaussian());
    }
    return data;
  }

  private static void check(ConvSpec spec, Shape kernel, long[] x, long[] y) {
    GraphBuilder b = new GraphBuilder();
    Value input = b.parameter("x", TensorType.of(DataType.FLOAT32, x));
    Value gradient = b.parameter("dy", TensorType.of(DataType.FLOAT32, y));
    Graph graph = b.build(List.of(b.add(new ConvKernelGradient(spec, kernel), input, gradient)));
    List<TensorData> feeds = List.of(random(input.type()), random(gradient.type()));
    TensorData actual = run(new OnnxBackend(), graph, feeds);
    TensorData expected = run(Backends.get("reference"), graph, feeds);
    for (long i = 0; i < expected.size(); i++) {
      assertEquals(expected.getDouble(i), actual.getDouble(i), 1e-4, "element " + i);
    }
  }

  @Test
  void aLongWindowIsNotUnfolded() {
    ConvSpec plain =
        new ConvSpec(List.of(1), List.of(3), List.of(5), List.of(1), 1, Layout.CHANNELS_FIRST);
    check(plain, new Shape(120, 2, 3), new long[] {2, 2, 150}, new long[] {2, 3, 39});
    ConvSpec strided =
        new ConvSpec(List.of(2), List.of(0), List.of(1), List.of(2), 2, Layout.CHANNELS_LAST);
    check(strided, new Shape(101, 3, 4), new long[] {2, 212, 6}, new long[] {2, 7, 4});
  }

  @Test
  void manyFiltersOnASmallImageGoPlaceByPlace() {
    ConvSpec spec =
        new ConvSpec(
            List.of(2, 1), List.of(1, 0), List.of(0, 2), List.of(1, 2), 1, Layout.CHANNELS_FIRST);
    check(spec, new Shape(3, 2, 2, 20), new long[] {2, 2, 6, 3}, new long[] {2, 20, 3, 3});
  }
}
