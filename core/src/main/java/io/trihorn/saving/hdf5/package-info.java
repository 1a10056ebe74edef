/**
 * HDF5 files as trees of groups, arrays and attributes, read and written with jHDF. Nothing outside
 * this package knows that library, and this package knows nothing of models.
 */
package io.trihorn.saving.hdf5;
