/**
 * What all exports of models to other engines share: names of inputs and outputs, and how what
 * depends on open extents is found and computed, so that files take batches, lengths and images of
 * any size although graphs are static. No engine and no file format lives here.
 */
package io.trihorn.export;
