/**
 * What a backend is: a compiler from a graph to one engine, with a store for the variables; and how
 * one is found and chosen. It knows the graph and nothing above it. {@code backend.reference} is
 * the plain-Java backend that the others are held to.
 */
package io.trihorn.backend;
