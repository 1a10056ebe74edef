/** Networks as drawings: from texts, also such as do not make sense yet. It knows no run. */
package io.trihorn.studio.network;
