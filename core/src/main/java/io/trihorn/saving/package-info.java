/**
 * Models in files: Keras's own formats, read and written. Stands on models and layers, which know
 * nothing of it.
 */
package io.trihorn.saving;
