/**
 * Tables as inputs of models: columns of numbers, whole numbers and texts, each encoded in its own
 * way, and put together. On top of {@code layers} and {@code model}.
 */
package io.trihorn.features;
