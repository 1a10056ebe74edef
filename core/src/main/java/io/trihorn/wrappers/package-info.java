/**
 * Models as estimators, which are fitted, asked and scored: Keras's {@code keras.wrappers} without
 * scikit-learn. On top of {@code model}.
 */
package io.trihorn.wrappers;
