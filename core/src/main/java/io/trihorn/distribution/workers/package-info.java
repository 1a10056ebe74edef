/**
 * Training by workers, each of which has a copy of the model and some of the batches: threads here,
 * executors in {@code extensions/spark}. What is between them is an {@link
 * io.trihorn.backend.exchange.Exchange}.
 */
package io.trihorn.distribution.workers;
