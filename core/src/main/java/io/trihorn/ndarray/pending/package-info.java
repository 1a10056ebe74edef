/**
 * Operations that were asked for and not done yet: cells that will have a value, the operation that
 * gives it, and the flush that turns what a value needs into one program. Nothing of DJL's lives
 * here.
 */
package io.trihorn.ndarray.pending;
