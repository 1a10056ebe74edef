/**
 * Layers that change images, most of them at random and only in training. A layer says what one
 * draw does to images; {@code ImageLayer} does the rest.
 */
package io.trihorn.layers.preprocessing.image;
