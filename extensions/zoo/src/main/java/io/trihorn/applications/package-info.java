/**
 * The architectures of {@code keras.applications}: {@link io.trihorn.applications.Applications} has
 * one factory for each. A file here is a family of them; what they share is in {@code Net}.
 */
package io.trihorn.applications;
