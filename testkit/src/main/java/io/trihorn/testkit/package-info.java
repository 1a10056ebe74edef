/**
 * What holds Trihorn to others: the conformance suite that every backend passes, and runners of
 * results and models of real Keras. Backends' authors extend the suite; the library knows nothing
 * of it.
 */
package io.trihorn.testkit;
