/**
 * What every layer stands on: the base classes, a layer's call, its weights' attributes, tensors of
 * models under construction with their open extents. It knows no particular layer and no registry.
 */
package io.trihorn.layers.base;
