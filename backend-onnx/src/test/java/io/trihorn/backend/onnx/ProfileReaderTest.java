package io.trihorn.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.OpTime;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileReaderTest {
  private static String event(String name, String operator, int thread, int start, int micros) {
    return """
        {"cat":"Node","pid":1,"tid":%d,"dur":%d,"ts":%d,"ph":"X","name":"%s_kernel_time",
         "args":{"op_name":"%s","output_size":"12"}}"""
        .formatted(thread, micros, start, name, operator);
  }

  /** What runs in a loop, in the loop's thread, is not counted twice; layers are the longest. */
  @Test
  void operatorsInLoopsAreCountedOnce(@TempDir Path folder) throws IOException {
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 3));
    Primitives p = new Primitives(b);
    Value y = b.within("net/r", () -> p.add(x, 1));
    Value z = b.within("net/r/cell", () -> p.add(y, 1));
    Path file = folder.resolve("p5000_2026-01-01.json");
    Files.writeString(
        file,
        "["
            + String.join(
                ",",
                event("net/r/cell/matmul/Gemm#4", "Gemm", 7, 12, 3),
                event("net/r/cell/add/Add#5", "Add", 7, 15, 2),
                event("net/r/scan/Scan#2", "Scan", 7, 10, 9),
                event("net/r/mul/Mul#1", "Mul", 7, 1, 4),
                event("net/r/mul/Mul#1", "Mul", 8, 13, 4),
                "{\"cat\":\"Session\",\"name\":\"model_run\",\"ts\":0,\"dur\":99}",
                event("loss", "Sub", 7, 30, 1))
            + "]");
    assertEquals(
        List.of(
            new OpTime("net/r", "Mul", 6_000, 4_000, 12),
            new OpTime("net/r", "Scan", 15_000, 4_000, 12),
            new OpTime("net/r/cell", "Gemm", 17_000, 3_000, 12),
            new OpTime("net/r", "Mul", 18_000, 4_000, 12),
            new OpTime("net/r/cell", "Add", 20_000, 2_000, 12),
            new OpTime("", "Sub", 35_000, 1_000, 12)),
        new ProfileReader(b.build(List.of(z))).read(file));
  }
}
