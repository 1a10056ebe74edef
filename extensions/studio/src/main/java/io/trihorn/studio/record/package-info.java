/**
 * What is taken from a training and put into the store: logs, histograms, pictures. It knows no web
 * server.
 */
package io.trihorn.studio.record;
