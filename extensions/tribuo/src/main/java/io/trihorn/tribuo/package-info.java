/**
 * Trihorn's models where Tribuo's trainers go: cross-validation, evaluation, ensembles, provenance.
 * And what Tribuo has for Trihorn: k-means.
 */
package io.trihorn.tribuo;
