/** Layers that act in training only, against overfitting. */
package io.trihorn.layers.regularization;
