/**
 * Functions of images {@code (batch, height, width, channels)}: sampling, resizing, warping,
 * filtering, colours, patches. Made of {@code ops}; nothing there knows them.
 */
package io.trihorn.ops.image;
