package io.trihorn.caffe;

import io.trihorn.layers.base.KerasTensor;

/**
 * A blob whose elements are part of the net's loss.
 *
 * @param blob the blob
 * @param weight what its sum is multiplied by
 */
record LossTerm(KerasTensor blob, double weight) {}
