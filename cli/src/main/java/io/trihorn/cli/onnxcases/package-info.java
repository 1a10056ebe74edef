/**
 * Runs ONNX's operator cases (directories with a model, operands and results) on any backend, for
 * tests and the command line.
 */
package io.trihorn.cli.onnxcases;
