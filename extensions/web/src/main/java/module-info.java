/** Models in the browser. */
@SuppressWarnings("requires-automatic")
module io.trihorn.web {
  requires transitive io.trihorn.core;
  // Only pages that train need it.
  requires static io.trihorn.backend.onnx;
  requires static org.tribuo.util.onnx;
  requires static com.google.protobuf;

  exports io.trihorn.web;
}
