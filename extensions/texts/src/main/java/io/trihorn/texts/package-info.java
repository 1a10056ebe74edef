/**
 * Trainings as texts in JSON or YAML: a model with what it is trained by. What layers and
 * optimizers there are is core's business.
 */
package io.trihorn.texts;
