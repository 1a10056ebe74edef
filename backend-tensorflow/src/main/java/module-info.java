/** The backend {@code tensorflow}: TensorFlow's graphs and sessions, and SavedModels. */
@SuppressWarnings("requires-automatic")
module io.trihorn.backend.tensorflow {
  requires transitive io.trihorn.core;
  requires com.google.protobuf;
  requires com.sun.jna;
  requires org.bytedeco.javacpp;
  requires org.slf4j;
  requires tensorflow.nativelib;

  exports io.trihorn.backend.tensorflow;

  provides io.trihorn.backend.Backend with
      io.trihorn.backend.tensorflow.TensorflowBackend;
  provides io.trihorn.model.ModelExporter with
      io.trihorn.backend.tensorflow.SavedModelExporter;
  provides io.trihorn.model.ModelImporter with
      io.trihorn.backend.tensorflow.SavedModelImporter;
}
