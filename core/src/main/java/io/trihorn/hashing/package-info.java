/** Hashes of bytes that never change. Nothing here knows what the bytes are. */
package io.trihorn.hashing;
