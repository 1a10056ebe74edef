/** The server under load: how fast it is, and whether every answer is right. */
package io.trihorn.cli.serving;
