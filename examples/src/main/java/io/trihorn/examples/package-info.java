/** Examples: one runnable class for each thing a user wants to do. */
package io.trihorn.examples;
