/**
 * How ONNX's {@code Resize} moves elements along an axis, for those that read such nodes and those
 * that write them. No graphs and no files.
 */
package io.trihorn.backend.onnx.resize;
