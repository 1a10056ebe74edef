/** The web server: pages, what they ask for and are told, and who may ask. */
package io.trihorn.studio.server;
