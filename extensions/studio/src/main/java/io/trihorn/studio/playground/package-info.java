/** Small networks that learn points of a plane, and what can be seen of them. It knows no page. */
package io.trihorn.studio.playground;
