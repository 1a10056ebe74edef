/** Convolutions in one to three dimensions, plain, transposed, depthwise and separable. */
package io.trihorn.layers.convolutional;
