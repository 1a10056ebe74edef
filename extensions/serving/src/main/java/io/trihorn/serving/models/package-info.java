/**
 * The models that a server has: loaded from files, asked in batches, exchanged for newer versions
 * while requests go on. What clients speak is not known here.
 */
package io.trihorn.serving.models;
