/** The backend {@code onnx}: ONNX Runtime, and models from and to ONNX files. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.trihorn.backend.onnx {
  requires transitive io.trihorn.core;
  requires com.google.protobuf;
  requires com.microsoft.onnxruntime;
  requires transitive org.tribuo.util.onnx;

  exports io.trihorn.backend.onnx;
  exports io.trihorn.backend.onnx.exports;
  exports io.trihorn.backend.onnx.imports;

  provides io.trihorn.backend.Backend with
      io.trihorn.backend.onnx.OnnxBackend;
  provides io.trihorn.model.ModelExporter with
      io.trihorn.backend.onnx.OnnxExporter;
  provides io.trihorn.model.ModelImporter with
      io.trihorn.backend.onnx.OnnxImporter;
}
