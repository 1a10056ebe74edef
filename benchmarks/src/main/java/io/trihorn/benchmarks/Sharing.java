package io.trihorn.benchmarks;

/** A contestant whose model many threads may ask at the same time. */
public interface Sharing extends Contestant {}
