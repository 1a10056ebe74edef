/**
 * Texts as tokens, counts of what follows what, and texts that a network continues. No networks
 * live here.
 */
package io.trihorn.examples.text;
