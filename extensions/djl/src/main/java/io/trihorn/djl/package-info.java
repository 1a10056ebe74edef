/**
 * Trihorn as an engine of DJL, named "Trihorn": what DJL asks an engine for besides arrays, which
 * are core's. Models, and networks of files as symbol blocks, live here; no layer, no operation.
 */
package io.trihorn.djl;
