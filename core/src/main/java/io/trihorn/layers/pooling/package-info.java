/** Pooling of windows, of whole feature maps, and to a wanted size. */
package io.trihorn.layers.pooling;
