/** The database of runs: what was logged, seen and wished. It knows no model and no web server. */
package io.trihorn.studio.store;
