/**
 * Losses by Keras's names: how far predictions are from targets, for each sample, and how that
 * becomes one number.
 */
package io.trihorn.losses;
