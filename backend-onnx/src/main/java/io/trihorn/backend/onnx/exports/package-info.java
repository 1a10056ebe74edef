/**
 * Models as ONNX files. The nodes are those that the emitter writes for programs; here is what
 * files need besides: open batches, weights inside or beside the file, names.
 */
package io.trihorn.backend.onnx.exports;
