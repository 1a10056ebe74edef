package io.trihorn.applications;

/**
 * A class that an image may belong to.
 *
 * @param id its number in WordNet, {@code n02123045}
 * @param name its name, {@code tabby}
 * @param score what the network gave it, with softmax its probability
 */
public record Prediction(String id, String name, double score) {}
