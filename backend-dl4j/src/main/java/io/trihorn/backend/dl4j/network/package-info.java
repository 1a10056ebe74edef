/**
 * Models as networks of Deeplearning4j's layers, with their weights. This is the only place that
 * knows {@code deeplearning4j-nn}, which users add themselves.
 */
package io.trihorn.backend.dl4j.network;
