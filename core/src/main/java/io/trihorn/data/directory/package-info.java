/**
 * Datasets of the files of a folder: images, sounds and texts, whose classes are the folders in it,
 * in Keras's order.
 */
package io.trihorn.data.directory;
