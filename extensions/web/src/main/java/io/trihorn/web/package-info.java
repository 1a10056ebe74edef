/**
 * Models in the browser: files that TensorFlow.js reads and writes, and pages that train. What
 * computes them there is not here.
 */
package io.trihorn.web;
