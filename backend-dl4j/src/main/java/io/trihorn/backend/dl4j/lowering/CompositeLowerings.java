package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.VectorKernels;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.composites.AdamUpdate;
import io.trihorn.composites.GruSequence;
import io.trihorn.composites.GruSteps;
import io.trihorn.composites.GruStepsGradient;
import io.trihorn.composites.IntegerProduct;
import io.trihorn.composites.LayerNormalize;
import io.trihorn.composites.LstmSequence;
import io.trihorn.composites.LstmSteps;
import io.trihorn.composites.LstmStepsGradient;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Later;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.BatchNormalize;
import io.trihorn.ops.BatchNormalizeGradient;
import io.trihorn.ops.Fusions;
import io.trihorn.ops.RandomBits;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Lowerings of composites that are claimed: one row in {@link #addTo} and one in {@link #claims}
 * each.
 */
public final class CompositeLowerings {
  /** Whether a composite is claimed for operands of some types; one rule for each kind. */
  private static final OpTable<List<TensorType>, Boolean> CLAIMS =
      new OpTable<List<TensorType>, Boolean>("claim")
          .on(AdamUpdate.class, (op, in) -> in.stream().allMatch(CompositeLowerings::isFloat32))
          .on(RandomBits.class, (op, in) -> true)
          .on(Later.class, (op, in) -> true)
          .on(
              IntegerProduct.class,
              (op, in) -> in.stream().allMatch(t -> t.size() > 0) && IntegerMatMul.isExact())
          .on(BatchNormalize.class, (op, in) -> Normalizations.isClaimed(op.axis(), in.get(0)))
          .on(
              BatchNormalizeGradient.class,
              (op, in) -> Normalizations.isClaimed(op.axis(), in.get(0)))
          .on(Fusions.Softmax.class, CompositeLowerings::isAlongRows)
          .on(LayerNormalize.class, (op, in) -> isNormalized(in.get(0)))
          .on(LstmSequence.class, (op, in) -> RecurrentLowerings.isClaimed(in))
          .on(LstmSteps.class, (op, in) -> RecurrentLowerings.isClaimed(in))
          .on(LstmStepsGradient.class, (op, in) -> RecurrentLowerings.isClaimed(in))
          .on(GruSequence.class, (op, in) -> RecurrentLowerings.isClaimed(in))
          .on(GruSteps.class, (op, in) -> RecurrentLowerings.isClaimed(in))
          .on(GruStepsGradient.class, (op, in) -> RecurrentLowerings.isClaimed(in));

  /** Whether one is claimed for cards, where all of it has to be libnd4j's. */
  private static final OpTable<List<TensorType>, Boolean> CARD_CLAIMS =
      new OpTable<List<TensorType>, Boolean>("claim for cards")
          .on(Later.class, (op, in) -> true)
          .on(Fusions.Softmax.class, CompositeLowerings::isAlongRows)
          .on(BatchNormalize.class, (op, in) -> isFloat32(in.get(0)))
          .on(
              LstmSequence.class,
              (op, in) -> isFloat32(in.get(0)) && in.stream().allMatch(t -> t.size() > 0));

  private CompositeLowerings() {}

  public static boolean claims(Composite op, List<TensorType> inputs, Target target) {
    OpTable<List<TensorType>, Boolean> claims = target == Target.CARD ? CARD_CLAIMS : CLAIMS;
    return claims.has(op.getClass()) && claims.apply(op, inputs);
  }

  private static boolean isFloat32(TensorType type) {
    return type.dtype() == DataType.FLOAT32;
  }

  /** By oneDNN, in place of the six passes over memory that its parts are. */
  private static boolean isNormalized(TensorType x) {
    return isFloat32(x) && x.size() > 0 && OneDnn.library().isPresent();
  }

  private static boolean isAlongRows(Fusions.Softmax op, List<TensorType> in) {
    return isFloat32(in.get(0)) && op.axis() == in.get(0).rank() - 1;
  }

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(AdamUpdate.class, CompositeLowerings::adam)
        .on(RandomBits.class, (op, l) -> List.of(randomBits(l)))
        .on(IntegerProduct.class, (op, l) -> List.of(integerProduct(l)))
        .on(BatchNormalize.class, Normalizations::normalize)
        .on(BatchNormalizeGradient.class, Normalizations::gradient)
        .on(LayerNormalize.class, (op, l) -> List.of(layerNormalize(op, l)))
        .on(LstmSequence.class, RecurrentLowerings::lstm)
        .on(LstmSteps.class, RecurrentLowerings::lstm)
        .on(LstmStepsGradient.class, RecurrentLowerings::lstmGradient)
        .on(GruSequence.class, RecurrentLowerings::gru)
        .on(GruSteps.class, RecurrentLowerings::gru)
        .on(GruStepsGradient.class, RecurrentLowerings::gruGradient);
  }

  private static List<Ref> adam(AdamUpdate op, Lowering l) {
    List<Ref> in = List.of(l.dense(0), l.dense(1), l.dense(2), l.dense(3), l.dense(4));
    List<Ref> out = List.of(l.result(0), l.result(1), l.result(2));
    l.emit()
        .step("adam", in, out, true, f -> VectorKernels.adam(op, floats(f, in), floats(f, out)));
    return out;
  }

  private static FloatBuffer[] floats(Frame f, List<Ref> refs) {
    return refs.stream().map(r -> f.bytes(r).asFloatBuffer()).toArray(FloatBuffer[]::new);
  }

  private static Ref randomBits(Lowering l) {
    Ref key = l.dense(0);
    Ref bits = l.result();
    l.emit()
        .step(
            "random bits",
            List.of(key),
            List.of(bits),
            false,
            f -> VectorKernels.randomBits(f.bytes(key).asIntBuffer(), f.bytes(bits).asIntBuffer()));
    return bits;
  }

  /** The decomposition makes floats of the whole kernel, which takes longer than the product. */
  private static Ref integerProduct(Lowering l) {
    Ref sums = l.result();
    l.emit().custom("matmul", List.of(l.dense(0), l.dense(1)), List.of(sums), Args.ints(0, 0, 0));
    return sums;
  }

  private static Ref layerNormalize(LayerNormalize op, Lowering l) {
    Ref x = l.dense(0);
    Ref gamma = l.dense(1);
    Ref beta = l.dense(2);
    Ref y = l.result();
    long length = gamma.size();
    OneDnn oneDnn = OneDnn.library().orElseThrow();
    l.emit()
        .step(
            "oneDNN layer normalization",
            List.of(x, gamma, beta),
            List.of(y),
            false,
            f ->
                oneDnn.layerNormalize(
                    f.address(x),
                    f.address(gamma),
                    f.address(beta),
                    f.address(y),
                    x.size() / length,
                    length,
                    op.epsilon(),
                    f));
    return y;
  }

  /** Along the last axis; libnd4j's has an older oneDNN, which takes four times as long. */
  static Ref softmax(Lowering l) {
    Ref x = l.dense(0);
    Ref y = l.result();
    long length = x.dim(x.rank() - 1);
    long rows = x.size() / length;
    Optional<OneDnn> oneDnn = l.emit().isForCard() ? Optional.empty() : OneDnn.library();
    if (oneDnn.isPresent() && x.size() > 0) {
      l.emit()
          .step(
              "oneDNN softmax",
              List.of(x),
              List.of(y),
              false,
              f -> oneDnn.get().softmax(f.address(x), f.address(y), rows, length, f));
    } else {
      l.emit()
          .custom(
              "softmax",
              List.of(x.reshape(rows, length)),
              List.of(y.reshape(rows, length)),
              Args.ints(1));
    }
    return y;
  }
}
