/**
 * Pictures of images with what is known of them: the functions of {@code keras.visualization}.
 * Knows arrays and images, and no model.
 */
package io.trihorn.visualization;
