/**
 * Our own kernels in Java over native memory, where libnd4j has none, a slow one or a wrong one.
 * They know arrays and threads; which op is computed by which kernel is decided by the lowerings.
 */
package io.trihorn.backend.dl4j.kernels;
