package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * What is known of a tensor before there are numbers.
 *
 * @param shape with -1 where an extent is open
 * @param dtype the element type
 */
public record TensorSpec(Shape shape, DataType dtype) {}
