/**
 * Images as arrays: files read and written by the JDK's ImageIO (and by what is plugged into it),
 * resized as Keras does, and boxes in them.
 */
package io.trihorn.data.image;
