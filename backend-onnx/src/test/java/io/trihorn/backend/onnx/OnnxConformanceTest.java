package io.trihorn.backend.onnx;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.graph.Graph;
import io.trihorn.testkit.conformance.BackendConformance;

/**
 * The conformance suite. Every node of each of its programs, in the form for cards, also has a
 * kernel for CUDA by the table of them, so that none falls back to the processor.
 */
class OnnxConformanceTest extends BackendConformance {
  @Override
  protected String backend() {
    return "onnx";
  }

  @Override
  protected Backend engine() {
    return new ForwardingBackend(super.engine()) {
      @Override
      public Executable compile(Graph graph, VariableStore store) {
        new OnnxEmitter().forCuda().emit(graph);
        return super.compile(graph, store);
      }
    };
  }
}
