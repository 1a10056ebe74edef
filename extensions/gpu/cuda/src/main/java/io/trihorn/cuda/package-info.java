/** NVIDIA's driver, its cards and CUDA: what is there, what is missing, and what to do about it. */
package io.trihorn.cuda;
