/**
 * The {@code trihorn} command: what a person does with Trihorn without writing a program. Commands
 * print here and nowhere else; what they do is in the libraries.
 */
package io.trihorn.cli;
