/**
 * Tensors as clients write them: JSON, bytes, texts, images; held to the limits of a request before
 * memory is taken. Addresses and messages are not known here.
 */
package io.trihorn.serving.tensors;
