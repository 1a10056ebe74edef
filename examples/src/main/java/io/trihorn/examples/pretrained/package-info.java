/** Programs with trained models that public packages carry; docs/guide/models.md says which. */
package io.trihorn.examples.pretrained;
