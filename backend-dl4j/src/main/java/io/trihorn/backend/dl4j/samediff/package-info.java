/**
 * Models as SameDiff graphs, for users of Deeplearning4j. Graphs are written with SameDiff's own
 * ops; nothing here runs programs of the backend.
 */
package io.trihorn.backend.dl4j.samediff;
