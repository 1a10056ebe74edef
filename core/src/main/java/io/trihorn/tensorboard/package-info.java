/**
 * The files that TensorBoard reads: records with checksums, and the messages in them. Knows graphs,
 * but nothing of models.
 */
package io.trihorn.tensorboard;
