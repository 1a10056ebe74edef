/**
 * The files that TensorBoard reads: records with checksums, and the messages in them. Knows graphs,
 * but nothing of models.
 *
 * <p>The messages are written by hand, since the few fields of six of them do not pay for a library
 * and its generated classes; the checksum is the JDK's.
 */
package io.trihorn.tensorboard;
