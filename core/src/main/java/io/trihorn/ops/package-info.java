/**
 * What layers, losses, metrics and optimizers are written in: {@link io.trihorn.ops.Tensor}, a
 * value of a graph under construction, and static functions on tensors, named as in {@code
 * keras.ops}. Only this package makes graph nodes for them; it knows nothing of layers.
 */
package io.trihorn.ops;
