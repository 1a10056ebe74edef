/**
 * Published datasets in the form in which {@code keras.datasets} gives them: from a file on this
 * machine, or downloaded once.
 */
package io.trihorn.datasets;
