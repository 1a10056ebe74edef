/** Models in the browser. */
@SuppressWarnings("requires-automatic")
module io.trihorn.web {
  requires transitive io.trihorn.core;
  // Only pages that train need it.
  requires static io.trihorn.backend.onnx;

  exports io.trihorn.web;
}
