package io.trihorn.backend.dl4j.plan;

import static io.trihorn.backend.dl4j.plan.OneDnnStep.DESTINATION;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.DESTINATION_GRADIENT;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.SOURCE;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.SOURCE_GRADIENT;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;

/**
 * Max pooling of float32 by oneDNN, of images as {@link ConvGeometry} has them.
 *
 * @param g the windows, without dilation or groups
 */
public record OneDnnMaxPooling(ConvGeometry g) {
  private static final int TRAINING = 64;
  private static final int MAX = 0x1ff;

  private static final int FOUND = 64;

  private static final int FOUND_TYPE = 135;

  /**
   * Whether the gradient goes to the first of the largest elements of every window. Where all are
   * negative infinity, oneDNN takes the first element, be it padding; windows of padding alone it
   * refuses.
   */
  public boolean isExact() {
    return g.windows() * g.channels() > 0
        && IntStream.range(0, g.rank())
            .allMatch(i -> g.low()[i] == 0 && g.high()[i] < g.kernel()[i]);
  }

  /** The step that makes the gradient of the images. It looks for the largest elements anew. */
  public Runnable gradient(OneDnn library, BytePointer x, BytePointer dy, BytePointer dx, Frame f) {
    long images = OneDnnImages.type(g.inputShape());
    long results = OneDnnImages.type(g.outputShape());
    long[] none = new long[g.rank()];
    long forward =
        OneDnn.made(
            p ->
                OneDnnCalls.dnnl_pooling_forward_primitive_desc_create(
                    p,
                    library.engine(),
                    TRAINING,
                    MAX,
                    images,
                    results,
                    g.strides(),
                    g.kernel(),
                    none,
                    g.low(),
                    g.high(),
                    library.attributes()));
    long backward =
        OneDnn.made(
            p ->
                OneDnnCalls.dnnl_pooling_backward_primitive_desc_create(
                    p,
                    library.engine(),
                    MAX,
                    images,
                    results,
                    g.strides(),
                    g.kernel(),
                    none,
                    g.low(),
                    g.high(),
                    forward,
                    library.attributes()));
    OneDnnStep step = new OneDnnStep(library, f);
    long found = step.memory(OneDnnCalls.dnnl_primitive_desc_query_md(forward, FOUND_TYPE, 0));
    Runnable all =
        step.read(SOURCE, x, images, images)
            .with(DESTINATION, step.memory(results))
            .with(FOUND, found)
            .then(forward)
            .read(DESTINATION_GRADIENT, dy, results, results)
            .with(FOUND, found)
            .write(SOURCE_GRADIENT, dx, images, images)
            .run(backward);
    for (long wanted : new long[] {forward, backward}) {
      OneDnn.check(OneDnnCalls.dnnl_primitive_desc_destroy(wanted));
    }
    for (long type : new long[] {images, results}) {
      OneDnn.check(OneDnnCalls.dnnl_memory_desc_destroy(type));
    }
    return all;
  }
}
