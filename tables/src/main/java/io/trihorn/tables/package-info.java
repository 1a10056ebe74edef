/**
 * Tables as datasets, read row by row, so that they may be larger than memory: CSV files, and what
 * databases answer.
 */
package io.trihorn.tables;
