/**
 * The functions of {@code keras.ops} as nodes of functional models: a table of Keras's classes, the
 * names of their arguments and the functions of {@code io.trihorn.ops} they are. Numbers and shapes
 * are those functions' business; here is what arguments mean.
 */
package io.trihorn.layers.operations;
