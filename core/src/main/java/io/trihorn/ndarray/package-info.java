/**
 * DJL's {@code NDArray} and {@code NDManager}: arrays whose operations are pending until a value is
 * looked at, and the ways between them, plain Java arrays and {@link io.trihorn.graph.TensorData}.
 * What is pending and how it is done lives in {@code pending}; this package says what each of DJL's
 * methods means in {@code Ops}.
 */
package io.trihorn.ndarray;
