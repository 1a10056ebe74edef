/**
 * Optimizers and learning-rate schedules by Keras's names; their slots are variables on the device.
 */
package io.trihorn.optimizers;
