/**
 * An inference server: models of files behind the protocols that clients of KServe and of
 * TensorFlow Serving speak. {@link io.trihorn.serving.InferenceServer} is all of it.
 */
package io.trihorn.serving;
