/** Files of tensors by name in the format {@code safetensors}. */
package io.trihorn.saving.safetensors;
