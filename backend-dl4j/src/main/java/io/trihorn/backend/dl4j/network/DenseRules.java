package io.trihorn.backend.dl4j.network;

import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layers without windows and loops. */
final class DenseRules {
  private DenseRules() {}

  static void addTo(Map<String, NetworkExport.Rule> table) {
    table.put("Dense", DenseRules::dense);
    table.put("Activation", s -> activation(s.activation("activation")));
    table.put("ReLU", DenseRules::relu);
    table.put("LeakyReLU", s -> Part.of(layer(new ActivationLReLU(s.number("negative_slope")))));
    table.put("ELU", s -> Part.of(layer(new ActivationELU(s.number("alpha")))));
    table.put("Softmax", DenseRules::softmax);
    table.put("Dropout", s -> Part.of(new DropoutLayer.Builder(1 - s.number("rate")).build()));
    for (String quiet :
        new String[] {
          "SpatialDropout1D",
          "SpatialDropout2D",
          "SpatialDropout3D",
          "GaussianDropout",
          "GaussianNoise",
          "AlphaDropout",
          "ActivityRegularization",
          "Identity"
        }) {
      table.put(quiet, s -> activation(Activation.IDENTITY));
    }
    table.put("Flatten", DenseRules::reshape);
    table.put("Reshape", DenseRules::reshape);
    table.put("BatchNormalization", DenseRules::batchNormalization);
    table.put("Embedding", DenseRules::embedding);
    table.put("Add", s -> combine(s, ElementWiseVertex.Op.Add));
    table.put("Subtract", s -> combine(s, ElementWiseVertex.Op.Subtract));
    table.put("Multiply", s -> combine(s, ElementWiseVertex.Op.Product));
    table.put("Average", s -> combine(s, ElementWiseVertex.Op.Average));
    table.put("Maximum", s -> combine(s, ElementWiseVertex.Op.Max));
    table.put("Concatenate", DenseRules::concatenate);
  }

  private static Part dense(Settings s) {
    s.requireRank(2);
    DenseLayer layer =
        new DenseLayer.Builder()
            .nIn(s.last())
            .nOut(s.whole("units"))
            .activation(s.activation("activation"))
            .hasBias(s.flag("use_bias"))
            .build();
    return Part.of(layer).with("W", s.weight("kernel")).with("b", s.weight("bias"));
  }

  private static Part activation(Activation activation) {
    return Part.of(new ActivationLayer(activation));
  }

  private static ActivationLayer layer(IActivation activation) {
    return new ActivationLayer.Builder().activation(activation).build();
  }

  private static Part relu(Settings s) {
    s.require("threshold", "0.0");
    if (!s.config().get("max_value").isJsonNull()) {
      throw new Unsupported("max_value");
    }
    double slope = s.number("negative_slope");
    return slope == 0 ? activation(Activation.RELU) : Part.of(layer(new ActivationLReLU(slope)));
  }

  private static Part softmax(Settings s) {
    s.requireRank(2);
    return activation(Activation.SOFTMAX);
  }

  /** In row-major order, as Keras does; Deeplearning4j's own flattening has channels first. */
  private static Part reshape(Settings s) {
    if (s.config().has("data_format")) {
      s.require("data_format", "channels_last");
    }
    int[] shape = new int[s.output().shape().dimension()];
    shape[0] = -1;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = Math.toIntExact(s.output().shape().get(i));
    }
    return Part.of(new ReshapeVertex('c', shape, null));
  }

  private static Part batchNormalization(Settings s) {
    int axis = s.whole("axis");
    if ((axis != -1 && axis != s.rank() - 1) || (s.rank() != 2 && s.rank() != 4)) {
      throw new Unsupported("axis " + axis + " of an input of shape " + s.input());
    }
    BatchNormalization layer =
        new BatchNormalization.Builder()
            .nIn(s.last())
            .nOut(s.last())
            .eps(s.number("epsilon"))
            .decay(s.number("momentum"))
            .useLogStd(false)
            .dataFormat(CNN2DFormat.NHWC)
            .build();
    INDArray gamma = s.weight("gamma");
    INDArray beta = s.weight("beta");
    return Part.of(layer)
        .with("gamma", gamma == null ? Nd4j.ones(s.last()) : gamma)
        .with("beta", beta == null ? Nd4j.zeros(s.last()) : beta)
        .with("mean", s.weight("moving_mean"))
        .with("var", s.weight("moving_variance"));
  }

  private static Part embedding(Settings s) {
    s.require("mask_zero", "false");
    s.requireRank(2);
    EmbeddingSequenceLayer layer =
        new EmbeddingSequenceLayer.Builder()
            .nIn(s.whole("input_dim"))
            .nOut(s.whole("output_dim"))
            .inputLength(Math.toIntExact(s.last()))
            .outputDataFormat(RNNFormat.NWC)
            .build();
    return Part.of(layer).with("W", s.weight("embeddings"));
  }

  private static Part combine(Settings s, ElementWiseVertex.Op op) {
    boolean same = s.inputs().stream().allMatch(t -> t.shape().equals(s.input()));
    if (!same) {
      throw new Unsupported("inputs of different shapes");
    }
    return Part.of(new ElementWiseVertex(op));
  }

  private static Part concatenate(Settings s) {
    int axis = s.whole("axis");
    MergeVertex vertex = new MergeVertex();
    vertex.setMergeAxis(axis < 0 ? axis + s.rank() : axis);
    vertex.setModified(true);
    return Part.of(vertex);
  }
}
