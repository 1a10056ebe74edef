/**
 * A test of resuming: trainings in processes that are killed, started again, and compared with one
 * that was not killed. Nothing here is used by other commands.
 */
package io.trihorn.cli.crash;
