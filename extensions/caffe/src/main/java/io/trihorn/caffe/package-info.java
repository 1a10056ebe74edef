/**
 * Networks of Caffe 1.0: {@link io.trihorn.caffe.CaffeNet} reads a text and its weights and makes a
 * model. Tables of rules say what each type of layer becomes.
 */
package io.trihorn.caffe;
