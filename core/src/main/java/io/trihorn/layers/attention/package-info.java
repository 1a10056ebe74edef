/** Layers in which positions look at each other. */
package io.trihorn.layers.attention;
