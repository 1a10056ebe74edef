/**
 * What {@code fit}, {@code evaluate} and {@code predict} read: data sets as batches, shuffled and
 * prefetched, and the digits of the examples. It knows arrays and nothing of models or engines.
 */
package io.trihorn.data;
