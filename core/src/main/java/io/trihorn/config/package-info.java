/**
 * Keras's serialization of objects: {@code {module, class_name, config, registered_name}}, the
 * registry of classes by name, and the one description from which an object's configuration is both
 * written and read. It knows no layer; layers, losses and the rest build on it.
 */
package io.trihorn.config;
