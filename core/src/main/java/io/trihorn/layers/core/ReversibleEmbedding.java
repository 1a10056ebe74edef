package io.trihorn.layers.core;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonNull;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.Collections;
import java.util.List;

/**
 * An embedding that also goes backwards: with the argument {@code reverse} an input {@code (...,
 * outputDim)} becomes scores {@code (..., inputDim)}, by the transposed table or by weights of its
 * own.
 *
 * <p>Weights: {@code embeddings (inputDim, outputDim)}, and {@code reverse_embeddings (outputDim,
 * inputDim)} where the two are not tied.
 */
public final class ReversibleEmbedding extends EmbeddingTable<ReversibleEmbedding> {
  private boolean tieWeights = true;
  private DataType reverseDtype;
  private Double logitSoftCap;
  private Weight reverseEmbeddings;

  /** Vectors of this length for this many numbers. */
  public ReversibleEmbedding(int inputDim, int outputDim) {
    super(inputDim, outputDim);
  }

  /** Whether one table serves both ways; by default it does. */
  public ReversibleEmbedding tieWeights(boolean value) {
    tieWeights = value;
    return this;
  }

  /** The element type of the way back; by default the layer's compute type. */
  public ReversibleEmbedding reverseDtype(DataType value) {
    reverseDtype = value;
    return this;
  }

  /** A bound that scores come near but do not pass; by default none. */
  public ReversibleEmbedding logitSoftCap(double value) {
    logitSoftCap = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureTable(config);
    config.constant("quantization_config", JsonNull.INSTANCE);
    tieWeights = config.bool("tie_weights", tieWeights);
    reverseDtype = config.dtype("reverse_dtype", reverseDtype);
    logitSoftCap = config.nullableNumber("logit_soft_cap", logitSoftCap);
  }

  @Override
  protected void build(List<Shape> inputs) {
    buildTable();
    if (!tieWeights) {
      reverseEmbeddings =
          addWeight("reverse_embeddings", new Shape(outputDim(), inputDim()), spec().initializer());
    }
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    if (!call.flag("reverse", false)) {
      return lookUp(x, call);
    }
    Tensor table = call.read(tieWeights ? embeddings() : reverseEmbeddings);
    DataType dtype = reverseDtype == null ? dtypePolicy().compute() : reverseDtype;
    Tensor scores = Nn.matmul(Ops.cast(x, dtype), Ops.cast(table, dtype), false, tieWeights);
    return logitSoftCap == null
        ? scores
        : Ops.multiply(Ops.tanh(Ops.divide(scores, logitSoftCap)), logitSoftCap);
  }

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    return call.flag("reverse", false)
        ? Collections.singletonList(null)
        : super.computeMask(inputs, outputs, call);
  }
}
