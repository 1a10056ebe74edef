/**
 * One program on several devices: a backend around another one that deals the rows of a batch, or
 * parts of variables, out to replicas. Both at once are one such backend around others. It works on
 * the graph alone, so that losses, metrics, statistics of the batch and random numbers are those of
 * the whole batch, and no layer, optimizer or step knows of it.
 */
package io.trihorn.backend.replicas;
