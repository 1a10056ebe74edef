/**
 * Handwritten digits: MNIST from its files, downloaded where they are not there, and digits drawn
 * by code for those who have neither files nor network.
 */
package io.trihorn.data.digits;
