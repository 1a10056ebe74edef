/**
 * Trihorn: Keras's API, the graph that models become, and the interface of backends.
 *
 * <p>What users write against is exported to all, and so is what a backend is written against:
 * {@code backend}, {@code graph}, {@code composites} and {@code ops}. The rest is Trihorn's own,
 * and exported to those of its modules that use it.
 */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.trihorn.core {
  requires transitive ai.djl.api;
  requires transitive com.google.gson;
  requires transitive java.desktop;
  requires java.net.http;
  requires org.slf4j;
  requires org.apache.commons.compress;
  requires io.jhdf;
  // What jhdf needs, but as an automatic module cannot require.
  requires com.ning.compress.lzf;
  requires org.apache.commons.lang3;

  exports io.trihorn.activations;
  exports io.trihorn.backend;
  exports io.trihorn.backend.around;
  exports io.trihorn.backend.exchange;
  exports io.trihorn.callbacks;
  exports io.trihorn.composites;
  exports io.trihorn.config;
  exports io.trihorn.constraints;
  exports io.trihorn.data;
  exports io.trihorn.data.digits;
  exports io.trihorn.data.directory;
  exports io.trihorn.data.image;
  exports io.trihorn.data.tfrecord;
  exports io.trihorn.datasets;
  exports io.trihorn.distribution;
  exports io.trihorn.distribution.workers;
  exports io.trihorn.features;
  exports io.trihorn.graph;
  exports io.trihorn.initializers;
  exports io.trihorn.layers;
  exports io.trihorn.layers.activations;
  exports io.trihorn.layers.attention;
  exports io.trihorn.layers.base;
  exports io.trihorn.layers.convolutional;
  exports io.trihorn.layers.core;
  exports io.trihorn.layers.merging;
  exports io.trihorn.layers.normalization;
  exports io.trihorn.layers.operations;
  exports io.trihorn.layers.pooling;
  exports io.trihorn.layers.preprocessing;
  exports io.trihorn.layers.preprocessing.image;
  exports io.trihorn.layers.preprocessing.text;
  exports io.trihorn.layers.regularization;
  exports io.trihorn.layers.reshaping;
  exports io.trihorn.layers.rnn;
  exports io.trihorn.losses;
  exports io.trihorn.metrics;
  exports io.trihorn.model;
  exports io.trihorn.ndarray;
  exports io.trihorn.ops;
  exports io.trihorn.ops.image;
  exports io.trihorn.ops.linalg;
  exports io.trihorn.optimizers;
  exports io.trihorn.optimizers.schedules;
  exports io.trihorn.quantizers;
  exports io.trihorn.regularizers;
  exports io.trihorn.saving;
  exports io.trihorn.saving.files;
  exports io.trihorn.saving.safetensors;
  exports io.trihorn.state;
  exports io.trihorn.visualization;
  exports io.trihorn.wrappers;
  exports io.trihorn.backend.compile to
      io.trihorn.backend.dl4j,
      io.trihorn.backend.onnx,
      io.trihorn.backend.tensorflow,
      io.trihorn.testkit;
  exports io.trihorn.backend.natives to
      io.trihorn.backend.dl4j,
      io.trihorn.backend.onnx,
      io.trihorn.backend.tensorflow,
      io.trihorn.cuda;
  exports io.trihorn.backend.reference to
      io.trihorn.backend.dl4j,
      io.trihorn.backend.onnx;
  exports io.trihorn.data.download to
      io.trihorn.web,
      io.trihorn.zoo;
  exports io.trihorn.export to
      io.trihorn.backend.dl4j,
      io.trihorn.backend.onnx,
      io.trihorn.backend.tensorflow;
  exports io.trihorn.graph.gradient to
      io.trihorn.testkit;
  exports io.trihorn.hashing to
      io.trihorn.backend.tensorflow;
  exports io.trihorn.protobuf to
      io.trihorn.serving,
      io.trihorn.testkit;
  exports io.trihorn.saving.hdf5 to
      io.trihorn.caffe,
      io.trihorn.testkit;
  exports io.trihorn.saving.legacy to
      io.trihorn.testkit,
      io.trihorn.web;

  uses io.trihorn.backend.Backend;
  uses io.trihorn.backend.GpuRuntime;
  uses io.trihorn.model.DotDrawer;
  uses io.trihorn.model.ModelExporter;
  uses io.trihorn.model.ModelImporter;
  uses io.trihorn.ndarray.EngineModels;

  provides io.trihorn.backend.Backend with
      io.trihorn.backend.reference.ReferenceBackend;
}
