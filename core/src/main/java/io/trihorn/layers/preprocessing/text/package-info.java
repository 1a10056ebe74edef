/**
 * Layers that make numbers of texts and of category keys. Texts live on the host, so these layers
 * compute there, before a model; those of whole numbers compute in a model too where they can.
 */
package io.trihorn.layers.preprocessing.text;
