/**
 * From graphs to ONNX models: the emitter and one lowering for each primitive. Knows the ONNX
 * format and which kernels ONNX Runtime has, but neither loads nor calls the engine.
 */
package io.trihorn.backend.onnx.emit;
