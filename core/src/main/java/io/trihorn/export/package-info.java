/**
 * What all exports of models to other engines share: names of inputs and outputs, and how what
 * depends on the batch size is found, so that files take batches of any size although graphs are
 * static. No engine and no file format lives here.
 */
package io.trihorn.export;
