/**
 * DJL's {@code NDArray} and {@code NDManager} over host values, and the ways between them, plain
 * Java arrays and {@link io.trihorn.graph.TensorData}. No arithmetic lives here: a model computes
 * with {@code Ops}, on a backend.
 */
package io.trihorn.ndarray;
