package io.trihorn.initializers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.random.SplitMix64;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitializersTest {
  private static TensorType type(long... dims) {
    return TensorType.of(DataType.FLOAT64, dims);
  }

  @Test
  void configurationsComeBack() {
    for (String name : Initializers.REGISTRY.names()) {
      JsonElement json = Initializers.REGISTRY.serialize(Initializers.get(name));
      assertEquals(json, Initializers.REGISTRY.serialize(Initializers.REGISTRY.deserialize(json)));
    }
  }

  @Test
  void oneSeedGivesOneDraw() {
    for (String name : new String[] {"GlorotUniform", "Orthogonal", "TruncatedNormal"}) {
      TensorData first = Initializers.get(name).generate(type(4, 5), 1);
      assertEquals(first, Initializers.get(name).generate(type(4, 5), 1));
      assertNotEquals(first, Initializers.get(name).generate(type(4, 5), 2));
    }
  }

  @Test
  void manyAreDrawnByManyThreadsAsByOne() {
    TensorType large = TensorType.of(DataType.FLOAT32, 500, 301);
    TensorData uniform = Initializers.randomUniform(-1, 3).generate(large, 9);
    TensorData glorot = Initializers.glorotUniform().generate(large, 9);
    double limit = Math.sqrt(3 * (1 / (801 / 2.0)));
    SplitMix64 random = new SplitMix64(9);
    for (int i = 0; i < large.size(); i++) {
      double number = random.nextDouble();
      assertEquals((float) (-1 + 4 * number), uniform.getDouble(i));
      assertEquals((float) (limit * (2 * number - 1)), glorot.getDouble(i));
    }
  }

  @Test
  void onePlaceIsOverwrittenWhole() {
    for (String name : Initializers.REGISTRY.names()) {
      TensorType type = name.equals("STFT") ? type(4, 1, 3) : type(5, 4);
      PureInitializer initializer = (PureInitializer) Initializers.get(name);
      TensorData place = TensorData.full(type, 77);
      initializer.fill(place, 3);
      assertEquals(initializer.generate(type, 3), place, name);
    }
  }

  @Test
  void orthogonalColumnsOrRows() {
    for (long[] dims : new long[][] {{6, 6}, {9, 4}, {2, 2, 7}, {40, 40}}) {
      TensorData q = Initializers.orthogonal().generate(type(dims), 3);
      int columns = (int) dims[dims.length - 1];
      int rows = (int) (q.size() / columns);
      for (int i = 0; i < Math.min(rows, columns); i++) {
        for (int j = 0; j <= i; j++) {
          double sum = 0;
          for (int k = 0; k < Math.max(rows, columns); k++) {
            sum +=
                rows >= columns
                    ? q.getDouble((long) k * columns + i) * q.getDouble((long) k * columns + j)
                    : q.getDouble((long) i * columns + k) * q.getDouble((long) j * columns + k);
          }
          assertEquals(i == j ? 1 : 0, sum, 1e-12);
        }
      }
    }
    assertThrows(ConfigException.class, () -> Initializers.orthogonal().generate(type(3), 1));
  }

  @Test
  void theIdentityMayBeMultiplied() {
    Initializer doubled = Initializers.identity(2);
    assertEquals(TensorData.of(new double[] {2, 0, 0, 2}, 2, 2), doubled.generate(type(2, 2), 1));
    assertEquals(2, doubled.getConfig().get("gain").getAsDouble());
    assertEquals(doubled.getConfig(), Initializers.get("identity", Map.of("gain", 2)).getConfig());
    assertEquals(new JsonObject(), Initializers.identity(1).getConfig());
    JsonElement serialized = Initializers.REGISTRY.serialize(doubled);
    assertEquals(doubled.getConfig(), Initializers.REGISTRY.deserialize(serialized).getConfig());
  }

  @Test
  void theIdentityMayBeWide() {
    TensorData eye = Initializers.get("identity").generate(type(2, 3), 1);
    assertEquals(1, eye.getDouble(4));
    assertEquals(2, Arrays.stream(eye.toDoubleArray()).sum());
  }

  @Test
  void fansOfAConvolutionCountItsWindow() {
    TensorData kernel = Initializers.get("HeUniform").generate(type(3, 3, 8, 16), 1);
    double limit = Math.sqrt(6.0 / (9 * 8));
    double largest = Arrays.stream(kernel.toDoubleArray()).map(Math::abs).max().orElse(0);
    assertTrue(largest <= limit && largest > 0.95 * limit, largest + " of " + limit);
  }
}
