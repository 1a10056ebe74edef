/**
 * Layers that make numbers of texts and of category keys. Texts live on the host, so these layers
 * compute there, ahead of a model's programs; those of whole numbers compute in programs where they
 * can.
 */
package io.trihorn.layers.preprocessing.text;
