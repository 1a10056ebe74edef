package io.trihorn.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine is let do with programs of tens of thousands of nodes. */
class LongProgramsTest {
  /** The engine's fusions take time with the square of the nodes; what is simpler does not. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void programsOfVeryManyNodesAreNotFused(boolean hasConstants) {
    assertEquals(OptLevel.BASIC_OPT, OnnxEngine.level(OnnxEngine.MOST_FUSED + 1, hasConstants));
  }

  /** Without constants, convolutions that unfold are ours, which the last level would rearrange. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void othersAre(boolean hasConstants) {
    assertEquals(
        hasConstants ? OptLevel.ALL_OPT : OptLevel.EXTENDED_OPT,
        OnnxEngine.level(OnnxEngine.MOST_FUSED, hasConstants));
  }
}
