/**
 * HTTP: the addresses, the Open Inference Protocol with its binary tensors, TensorFlow Serving's
 * protocol. Bodies are read and answers awaited without a thread that waits.
 */
package io.trihorn.serving.http;
