package io.trihorn.backend.onnx;

import io.trihorn.backend.onnx.emit.OnnxEmitter;

/** The form for constant kernels: convolutions over one axis and what is taken of all places. */
class OnnxBlockedFormsTest extends OnnxFormsConformance {
  OnnxBlockedFormsTest() {
    super(() -> new OnnxEmitter().blocked(), "1d", "global");
  }
}
