/**
 * The backend {@code onnx}: each program is an ONNX model, run by ONNX Runtime over buffers that
 * the variable store owns. {@code emit} writes the models; this package loads the engine, holds the
 * variables and runs.
 */
package io.trihorn.backend.onnx;
