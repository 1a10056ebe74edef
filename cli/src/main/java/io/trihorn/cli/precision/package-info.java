/** What few bits make of a model: the table of sizes and latencies. */
package io.trihorn.cli.precision;
