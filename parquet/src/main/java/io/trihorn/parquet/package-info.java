/**
 * Parquet files as datasets, read one group of rows after another, so that they may be larger than
 * memory.
 */
package io.trihorn.parquet;
