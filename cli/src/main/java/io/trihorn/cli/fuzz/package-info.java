/**
 * Damaged files on purpose: files of every kind that models come in are changed at random and
 * loaded in processes of their own, where the only outcomes allowed are a model and a documented
 * exception. How a kind of file is changed is a {@link io.trihorn.cli.fuzz.Mutator}; nothing here
 * knows how files are read.
 */
package io.trihorn.cli.fuzz;
