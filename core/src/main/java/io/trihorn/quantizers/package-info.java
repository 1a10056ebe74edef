/**
 * Numbers of few bits: what turns weights and activations into them and back, under the names of
 * {@code keras.quantizers}. Functions of tensors; what layers do with them is theirs.
 */
package io.trihorn.quantizers;
