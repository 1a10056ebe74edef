/** Worlds that an agent acts in, and what it remembers of them. No networks live here. */
package io.trihorn.examples.games;
