/**
 * Calls of DJL's array API, what DJL's PyTorch engine answers to them, and the suite that holds
 * Trihorn's arrays to it on a backend.
 */
package io.trihorn.testkit.arrays;
