package io.trihorn.layers.operations;

import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.Function;

/**
 * One of Keras's classes of operations.
 *
 * @param module the module it is in: {@code numpy} for {@code keras.src.ops.numpy}
 * @param name the class
 * @param attributes what its constructor takes, which is kept in its configuration
 * @param inputs what it is called with
 * @param function what it computes, one or several results
 */
record OperationType(
    String module,
    String name,
    Signature attributes,
    Signature inputs,
    Function<Arguments, List<Tensor>> function) {}
