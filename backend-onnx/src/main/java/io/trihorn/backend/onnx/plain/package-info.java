/**
 * ONNX Runtime as anybody uses it, to hold files and our own sessions to. Knows nothing of the
 * backend.
 */
package io.trihorn.backend.onnx.plain;
