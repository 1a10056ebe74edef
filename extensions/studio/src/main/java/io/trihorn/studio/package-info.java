/**
 * Trainings in the browser: a callback that records them and a server of pages. What is recorded,
 * stored and drawn is in the packages below.
 */
package io.trihorn.studio;
