/** What becomes of model files on each backend, tried out and counted, and the table of it. */
package io.trihorn.cli.formats;
