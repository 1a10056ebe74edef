/**
 * What all file formats need: files that appear whole or not at all, folders, and the exception.
 */
package io.trihorn.saving.files;
