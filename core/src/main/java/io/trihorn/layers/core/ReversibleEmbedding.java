package io.trihorn.layers.core;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Adaptable;
import io.trihorn.layers.base.AdaptableWeight;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Contraction;
import io.trihorn.layers.base.KernelForm;
import io.trihorn.layers.base.MatrixContraction;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.quantizers.AbsMaxQuantizer;
import io.trihorn.quantizers.Quantizer;
import io.trihorn.state.Weight;
import java.util.ArrayList;
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
  private static final Contraction PLAIN = new MatrixContraction(false);
  private static final Contraction TRANSPOSED = new MatrixContraction(true);

  private boolean tieWeights = true;
  private DataType reverseDtype;
  private Double logitSoftCap;
  private AdaptableWeight reverseEmbeddings;

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
    adaptation().configure(config);
    tieWeights = config.bool("tie_weights", tieWeights);
    reverseDtype = config.dtype("reverse_dtype", reverseDtype);
    logitSoftCap = config.nullableNumber("logit_soft_cap", logitSoftCap);
  }

  @Override
  protected void build(List<Shape> inputs) {
    buildTable();
    if (!tieWeights) {
      KernelForm form = KernelForm.matrix("reverse_embeddings", outputDim(), inputDim(), 0);
      reverseEmbeddings =
          new AdaptableWeight(this, form, new WeightSpec(spec().initializer()), embeddings());
      reverseEmbeddings.build();
    }
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    if (!call.flag("reverse", false)) {
      return lookUp(x, call);
    }
    Tensor scores = back(x, call);
    return logitSoftCap == null
        ? scores
        : Ops.multiply(Ops.tanh(Ops.divide(scores, logitSoftCap)), logitSoftCap);
  }

  private Tensor back(Tensor x, Call call) {
    AdaptableWeight table = tieWeights ? embeddings() : reverseEmbeddings;
    DataType compute = dtypePolicy().compute();
    if (dtypePolicy().mode() != null) {
      Tensor given = Ops.cast(x, compute);
      Quantizer quantizer = adaptation().activationQuantizer(new AbsMaxQuantizer());
      return table.apply(given, call, tieWeights ? TRANSPOSED : PLAIN, quantizer);
    }
    DataType dtype = reverseDtype == null ? compute : reverseDtype;
    Tensor value = Ops.cast(table.value(call), dtype);
    return Nn.matmul(Ops.cast(x, dtype), value, false, tieWeights);
  }

  @Override
  protected Adaptable adaptable() {
    return Adaptable.table(embeddings(), reverseEmbeddings);
  }

  @Override
  public List<Weight> savedWeights() {
    List<Weight> saved = new ArrayList<>(super.savedWeights());
    if (reverseEmbeddings != null) {
      saved.addAll(reverseEmbeddings.savedWith(null));
    }
    return saved;
  }

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    return call.flag("reverse", false)
        ? Collections.singletonList(null)
        : super.computeMask(inputs, outputs, call);
  }
}
