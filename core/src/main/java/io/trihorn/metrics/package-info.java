/** Metrics by Keras's names; their state is variables, kept on the device. */
package io.trihorn.metrics;
