/** An application to be packed into one jar. */
package io.trihorn.packaging;
