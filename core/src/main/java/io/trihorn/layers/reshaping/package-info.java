/** Layers that move, cut, repeat or pad elements. */
package io.trihorn.layers.reshaping;
