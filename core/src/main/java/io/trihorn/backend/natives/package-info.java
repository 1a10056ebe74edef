/**
 * Native libraries of engines, unpacked from the class path once for all processes and with no more
 * of them than the system loads. It knows no engine; the backends say what they need.
 */
package io.trihorn.backend.natives;
