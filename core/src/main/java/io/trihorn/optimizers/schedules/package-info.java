/** Learning-rate schedules by Keras's names and formulas: the rate as a function of the step. */
package io.trihorn.optimizers.schedules;
