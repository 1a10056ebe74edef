/** Files that the examples read: tables, texts and folders of pictures. No networks live here. */
package io.trihorn.examples.data;
