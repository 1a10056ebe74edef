/**
 * All layers in one place: a factory for each, and the registry by Keras's names. Layers themselves
 * are in the packages below, on the base classes in {@code base}; none of them knows this one.
 */
package io.trihorn.layers;
