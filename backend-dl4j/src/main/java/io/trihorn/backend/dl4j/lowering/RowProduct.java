package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.OneDnnOrder;
import io.trihorn.backend.dl4j.plan.OneDnnPostOps;
import io.trihorn.backend.dl4j.plan.OneDnnPostOps.Operand;
import io.trihorn.backend.dl4j.plan.OneDnnPostOps.Pair;
import io.trihorn.backend.dl4j.plan.OneDnnPostOps.Part;
import io.trihorn.backend.dl4j.plan.OneDnnProduct;
import io.trihorn.backend.dl4j.plan.OneDnnProduct.Matrices;
import io.trihorn.backend.dl4j.plan.Ref;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * A product that a step of a recurrent layer has, of some rows of the batch.
 *
 * @param operand {@code (batch, ...)}
 * @param matrix what it is multiplied with
 * @param transposed whether the matrix is read the other way round
 * @param bias what is added to each row of it, {@code (columns)}
 * @param addend what is added besides, {@code (batch, columns)}
 * @param result {@code (batch, columns)}
 */
record RowProduct(
    Ref operand,
    Ref matrix,
    boolean transposed,
    Optional<Ref> bias,
    Optional<Ref> addend,
    Ref result) {

  /** With the matrix in the order that oneDNN reads fastest. */
  record Packed(RowProduct product, OneDnnOrder order, Ref matrix) {
    /** What a step reads that nothing else of it writes. */
    List<Ref> reads() {
      return Stream.concat(Stream.of(matrix), product.bias.stream()).toList();
    }

    /** The product of some rows. */
    Runnable bind(int first, int count, OneDnn library, Frame f) {
      List<BytePointer> added =
          Stream.concat(
                  product.bias.stream(), product.addend.stream().map(r -> r.part(0, first, count)))
              .map(f::address)
              .toList();
      return product
          .of(count)
          .step(
              library,
              f.address(product.operand.part(0, first, count)),
              f.address(matrix),
              order,
              added,
              f.address(product.result.part(0, first, count)),
              f);
    }
  }

  /** Brings the matrix into the order that suits so many rows. */
  Packed packed(Emitter emit, OneDnn library, int count) {
    OneDnnOrder order = of(count).order(library, true);
    return new Packed(this, order, Packing.packed(emit, library, order, matrix));
  }

  /** Multiplications of all rows. */
  long work() {
    return matrix.size() * operand.dim(0);
  }

  private OneDnnProduct of(int rows) {
    List<Part> parts = addend.map(r -> Part.of(Pair.ADD, Operand.WHOLE)).stream().toList();
    return new OneDnnProduct(
        new Matrices(1, rows, operand.dim(1), false),
        new Matrices(1, matrix.dim(0), matrix.dim(1), transposed),
        new Matrices(1, rows, result.dim(1), false),
        new OneDnnPostOps(bias.isPresent(), parts));
  }
}
