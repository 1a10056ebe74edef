package io.trihorn.backend.onnx;

import io.trihorn.backend.onnx.emit.OnnxEmitter;

/** The form for cards: bits and positions. */
class OnnxCudaFormsTest extends OnnxFormsConformance {
  OnnxCudaFormsTest() {
    super(
        () -> new OnnxEmitter().forCuda(),
        "shift",
        "bit",
        "argmax",
        "atan",
        "topk",
        "uneven padding");
  }
}
