/** What Trihorn says, and what is not said when nobody wants to hear it. */
package io.trihorn.logging;
