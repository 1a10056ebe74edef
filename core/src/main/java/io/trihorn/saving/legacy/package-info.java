/**
 * Files of older Keras: the whole-model and weights-only {@code .h5} layouts of Keras 1, 2 and 3.
 * Configurations of Keras 1 and 2 are put into Keras 3's form by tables of rules, one entry for
 * each layer class, and stored weights into the order and form that the layers here have. The HDF5
 * format itself is {@code io.trihorn.saving.hdf5}'s.
 */
package io.trihorn.saving.legacy;
