/** TensorFlow Java by hand: what somebody who knows TensorFlow writes for one model. */
package io.trihorn.benchmarks.tensorflow;
