/** A whole engine for Trihorn in plain Java: what a new backend needs, and no more. */
package org.example.toy;
