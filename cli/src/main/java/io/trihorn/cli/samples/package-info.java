/** Networks that commands measure. */
package io.trihorn.cli.samples;
