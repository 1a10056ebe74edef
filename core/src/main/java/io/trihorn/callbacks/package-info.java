/**
 * What happens beside training: stopping early, keeping the best weights, changing the learning
 * rate, writing logs. Each class is one of Keras's and depends on what {@link
 * io.trihorn.model.Callback} offers to anyone; nothing in {@code model} knows of them.
 */
package io.trihorn.callbacks;
