/** Networks of Caffe as models. */
@SuppressWarnings("requires-automatic")
module io.trihorn.caffe {
  requires transitive io.trihorn.core;
  requires com.google.protobuf;

  exports io.trihorn.caffe;
}
