/** ONNX files of other makers, held to what ONNX Runtime computes of them by itself. */
package io.trihorn.cli.onnxmodels;
