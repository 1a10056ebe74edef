package io.trihorn.djl;

import java.util.List;

class TensorflowNetworkTest extends NetworkConformance {
  TensorflowNetworkTest() {
    super("tensorflow");
  }

  @Override
  List<String> formats() {
    return List.of("net.keras", "net.h5", "net.onnx", "saved");
  }
}
