/**
 * From graphs to programs: for each op the steps that compute it, of libnd4j's ops and of our
 * kernels, and the regions of nodes that become one step. No memory is touched here.
 */
package io.trihorn.backend.dl4j.lowering;
