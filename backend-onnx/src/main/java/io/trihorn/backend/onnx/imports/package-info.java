/**
 * ONNX files as models: reads the file, and traces its nodes with {@code io.trihorn.ops}. {@link
 * io.trihorn.backend.onnx.imports.Operators} is the table of what is known. Nothing here knows an
 * engine; what is traced runs on every backend.
 */
package io.trihorn.backend.onnx.imports;
