/** Gets published files from the network. */
package io.trihorn.data.download;
