package io.trihorn.backend.dl4j.plan;

import static io.trihorn.backend.dl4j.plan.OneDnn.check;
import static io.trihorn.backend.dl4j.plan.OneDnn.made;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.DESTINATION;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.SOURCE;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.WEIGHTS;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * The product {@code z = x y} of matrices of float32 by oneDNN.
 *
 * @param after what it goes through
 */
public record OneDnnProduct(Matrices x, Matrices y, Matrices z, OneDnnPostOps after) {
  private static final int WEIGHTS_TYPE = 131;

  /**
   * Matrices, one after another.
   *
   * @param count how many
   * @param rows of each, as they are stored
   * @param length of a row
   * @param transposed whether they are read the other way round
   */
  public record Matrices(long count, long rows, long length, boolean transposed) {
    private long type() {
      long[] steps = {rows * length, transposed ? 1 : length, transposed ? length : 1};
      return OneDnn.type(extents(), fewest(steps));
    }

    private long[] extents() {
      return fewest(count, transposed ? length : rows, transposed ? rows : length);
    }

    /** oneDNN has faster ways for matrices that are no row of matrices. */
    private long[] fewest(long... ofAxes) {
      return Arrays.copyOfRange(ofAxes, count == 1 ? 1 : 0, ofAxes.length);
    }
  }

  /** Of which nothing follows. */
  public OneDnnProduct(Matrices x, Matrices y, Matrices z) {
    this(x, y, z, OneDnnPostOps.NONE);
  }

  /** The same product, with something else behind it. */
  public OneDnnProduct followedBy(OneDnnPostOps other) {
    return new OneDnnProduct(x, y, z, other);
  }

  /** Types of the matrices and of what a product is followed by. */
  private record Types(long x, long y, long anyY, long z, long columns, long attributes) {
    void free(long wanted) {
      for (long type : new long[] {x, y, anyY, z, columns}) {
        check(OneDnnCalls.dnnl_memory_desc_destroy(type));
      }
      check(OneDnnCalls.dnnl_primitive_attr_destroy(attributes));
      check(OneDnnCalls.dnnl_primitive_desc_destroy(wanted));
    }
  }

  private Types types() {
    long result = z.type();
    long columns = new Matrices(1, 1, z.length(), false).type();
    long attributes = after.attributes(columns, result);
    return new Types(x.type(), y.type(), OneDnn.anyType(y.extents()), result, columns, attributes);
  }

  /**
   * The order in which {@code y} is read.
   *
   * @param best whether it may be another than the one it has
   */
  public OneDnnOrder order(OneDnn library, boolean best) {
    Types t = types();
    long wanted = wanted(library, t, best ? t.anyY() : t.y());
    OneDnnOrder order =
        new OneDnnOrder(t.y(), OneDnnCalls.dnnl_primitive_desc_query_md(wanted, WEIGHTS_TYPE, 0));
    t.free(wanted);
    return order;
  }

  /**
   * The step. Any thread may run it, one at a time.
   *
   * @param right {@code y} in this order
   * @param operands of what follows
   */
  public Runnable step(
      OneDnn library,
      BytePointer left,
      BytePointer right,
      OneDnnOrder order,
      List<BytePointer> operands,
      BytePointer result,
      Frame frame) {
    Types t = types();
    long packed = order.type();
    long wanted = wanted(library, t, packed);
    OneDnnStep step =
        new OneDnnStep(library, frame)
            .read(SOURCE, left, t.x(), t.x())
            .read(WEIGHTS, right, packed, packed)
            .write(DESTINATION, result, t.z(), t.z());
    after.read(step, operands, t.columns(), t.columns(), t.z());
    Runnable made = step.run(wanted);
    check(OneDnnCalls.dnnl_memory_desc_destroy(packed));
    t.free(wanted);
    return made;
  }

  private long wanted(OneDnn library, Types t, long right) {
    return made(
        w ->
            OneDnnCalls.dnnl_matmul_primitive_desc_create(
                w, library.engine(), t.x(), right, after.bias(t.columns()), t.z(), t.attributes()));
  }
}
