/**
 * What layers, losses, metrics and optimizers are written in: {@link io.trihorn.ops.Tensor}, a
 * value of a graph under construction, and static functions on tensors, named as in {@code
 * keras.ops}. Only this package makes graph nodes for them; it knows nothing of layers.
 *
 * <p>By theme: {@link io.trihorn.ops.Ops} has arithmetic, comparisons and reductions, {@link
 * io.trihorn.ops.Shapes}, {@link io.trihorn.ops.Joining} and {@link io.trihorn.ops.Places} move
 * elements, {@link io.trihorn.ops.Creation} makes tensors, {@link io.trihorn.ops.Trig}, {@link
 * io.trihorn.ops.Special}, {@link io.trihorn.ops.Logic} and {@link io.trihorn.ops.Integers} are
 * functions of numbers, {@link io.trihorn.ops.Statistics}, {@link io.trihorn.ops.NanOps}, {@link
 * io.trihorn.ops.Sorting} and {@link io.trihorn.ops.Segments} sum up, {@link
 * io.trihorn.ops.Contractions}, {@link io.trihorn.ops.linalg.Linalg} and {@link io.trihorn.ops.Fft}
 * multiply, {@link io.trihorn.ops.Nn}, {@link io.trihorn.ops.Nonlinear}, {@link
 * io.trihorn.ops.Normalizing}, {@link io.trihorn.ops.Windows}, {@link io.trihorn.ops.Folding} and
 * {@link io.trihorn.ops.Attend} make networks, {@link io.trihorn.ops.Core} has control flow, and
 * {@link io.trihorn.ops.RandomOps} and {@link io.trihorn.ops.Distributions} draw numbers.
 */
package io.trihorn.ops;
