/**
 * Folders in the layout of Hugging Face ({@code config.json}, {@code model.safetensors}, {@code
 * tokenizer.json}) as models of Keras layers: an architecture a file, with the table of its
 * weights' names. What trains and runs them is core's.
 */
package io.trihorn.huggingface;
