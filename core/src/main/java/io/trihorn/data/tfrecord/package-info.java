/** TFRecord files: records of bytes with checksums, and the examples of TensorFlow in them. */
package io.trihorn.data.tfrecord;
