package io.trihorn.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
  @ParameterizedTest
  @ValueSource(strings = {"lenet", "mlp", "resnet20", "lstm", "transformer", "bilstm"})
  void areTheSameBitsEveryTime(String model) {
    Workload workload = Workloads.named(model);
    assertArrayEquals(Samples.of(workload, 64).inputs(), Samples.of(workload, 64).inputs());
  }

  @Test
  void batchesGoRoundAndRound() {
    Samples samples = Samples.of(Workloads.LENET, 150);
    assertEquals(2, samples.batches());
    assertArrayEquals(samples.batch(1).inputs(), samples.batch(3).inputs());
    assertEquals(samples.inputs()[64 * 784], samples.batch(5).inputs()[0]);
    assertEquals(4, samples.batch(1).labels()[0]);
    assertEquals(1, samples.batch(1).oneHot()[4]);
  }

  @Test
  void wordsHaveNumbersAndEndInZeros() {
    float[] inputs = Samples.of(Workloads.BILSTM, 20).inputs();
    for (int sample = 0; sample < 20; sample++) {
      int length = 0;
      for (int i = 0; i < 80; i++) {
        float word = inputs[sample * 80 + i];
        assertTrue(word == Math.rint(word) && word < 20_000, "a word is " + word);
        assertTrue(word == 0 || length == i, "zeros are at the end");
        length += word > 0 ? 1 : 0;
      }
      assertTrue(length > 40);
    }
  }

  @Test
  void channelsGoFirst() {
    Samples last = Samples.of(Workloads.RESNET20, 2);
    Samples first = last.channelsFirst();
    for (int sample = 0; sample < 2; sample++) {
      for (int pixel : new int[] {0, 17, 1023}) {
        for (int channel = 0; channel < 3; channel++) {
          assertEquals(
              last.inputs()[(sample * 1024 + pixel) * 3 + channel],
              first.inputs()[(sample * 3 + channel) * 1024 + pixel]);
        }
      }
    }
    Samples grey = Samples.of(Workloads.LENET, 2);
    assertSame(grey, grey.channelsFirst());
  }
}
