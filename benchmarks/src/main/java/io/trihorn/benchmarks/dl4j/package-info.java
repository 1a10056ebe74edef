/** Deeplearning4j's own two ways to train: {@code MultiLayerNetwork} and SameDiff. */
package io.trihorn.benchmarks.dl4j;
