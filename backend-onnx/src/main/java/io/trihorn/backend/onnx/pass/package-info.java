/**
 * Rewritings of graphs that ONNX Runtime has faster kernels for, before they are written as models.
 */
package io.trihorn.backend.onnx.pass;
