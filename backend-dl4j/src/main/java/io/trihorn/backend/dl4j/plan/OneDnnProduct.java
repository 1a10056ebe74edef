package io.trihorn.backend.dl4j.plan;

import static io.trihorn.backend.dl4j.plan.OneDnn.check;
import static io.trihorn.backend.dl4j.plan.OneDnn.made;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.DESTINATION;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.SOURCE;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.WEIGHTS;

import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;

/** The product {@code z = x y} of matrices of float32 by oneDNN. */
public record OneDnnProduct(Matrices x, Matrices y, Matrices z) {
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

  /** How the elements of {@code y} lie in memory where that suits the product best. */
  public static final class Order {
    private final byte[] description;
    private final long bytes;

    private Order(long type) {
      long[] length = new long[1];
      check(OneDnnCalls.dnnl_memory_desc_get_blob(null, length, type));
      description = new byte[(int) length[0]];
      check(OneDnnCalls.dnnl_memory_desc_get_blob(description, length, type));
      bytes = OneDnnCalls.dnnl_memory_desc_get_size(type);
    }

    /** How much memory they take. */
    public long bytes() {
      return bytes;
    }

    private long type() {
      return made(t -> OneDnnCalls.dnnl_memory_desc_create_with_blob(t, description));
    }
  }

  /** The step. Any thread may run it, one at a time. */
  public Runnable step(
      OneDnn library, BytePointer left, BytePointer right, BytePointer result, Frame frame) {
    return step(library, left, right, y.type(), result, frame);
  }

  /** The step that reads {@code y} in another order. */
  public Runnable step(
      OneDnn library,
      BytePointer left,
      BytePointer right,
      Order order,
      BytePointer result,
      Frame frame) {
    return step(library, left, right, order.type(), result, frame);
  }

  /** The order of {@code y} that is read fastest. */
  public Order order(OneDnn library) {
    long left = x.type();
    long right = OneDnn.anyType(y.extents());
    long result = z.type();
    long wanted = wanted(library, left, right, result);
    Order order = new Order(OneDnnCalls.dnnl_primitive_desc_query_md(wanted, WEIGHTS_TYPE, 0));
    free(wanted, left, right, result);
    return order;
  }

  /** The step that brings {@code y} into another order. */
  public static Runnable pack(
      OneDnn library, Matrices y, BytePointer from, Order order, BytePointer to, Frame frame) {
    long given = y.type();
    long packed = order.type();
    Runnable step = new OneDnnStep(library, frame).copy(from, given, to, packed);
    check(OneDnnCalls.dnnl_memory_desc_destroy(given));
    check(OneDnnCalls.dnnl_memory_desc_destroy(packed));
    return step;
  }

  private Runnable step(
      OneDnn library, BytePointer a, BytePointer b, long right, BytePointer c, Frame frame) {
    long left = x.type();
    long result = z.type();
    long wanted = wanted(library, left, right, result);
    Runnable step =
        new OneDnnStep(library, frame)
            .read(SOURCE, a, left, left)
            .read(WEIGHTS, b, right, right)
            .write(DESTINATION, c, result, result)
            .run(wanted);
    free(wanted, left, right, result);
    return step;
  }

  private static long wanted(OneDnn library, long left, long right, long result) {
    return made(
        w ->
            OneDnnCalls.dnnl_matmul_primitive_desc_create(
                w, library.engine(), left, right, 0, result, library.attributes()));
  }

  private static void free(long wanted, long... types) {
    for (long type : types) {
      check(OneDnnCalls.dnnl_memory_desc_destroy(type));
    }
    check(OneDnnCalls.dnnl_primitive_desc_destroy(wanted));
  }
}
