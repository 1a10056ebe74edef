/** DJL's own blocks and trainer, on its PyTorch engine. */
package io.trihorn.benchmarks.djl;
