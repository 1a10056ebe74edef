/**
 * Checks against files of models that others wrote: finds the cases in a directory, loads each
 * model, and compares what it computes, or logs in training, with what is stored beside it. It uses
 * models as a user would, on any backend; nothing depends on it but tests and the command line.
 */
package io.trihorn.testkit.importcases;
