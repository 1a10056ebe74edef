/** DJL's own blocks and trainer, on its PyTorch engine and on Trihorn. */
package io.trihorn.benchmarks.djl;
