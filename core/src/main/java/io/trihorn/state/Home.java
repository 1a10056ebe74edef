package io.trihorn.state;

/**
 * Where the values of weights are. A weight finds its home when a model that reaches it is made;
 * models whose weights have the same home share them.
 */
public interface Home {}
