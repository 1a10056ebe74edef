/**
 * The backend named {@code dl4j}: compiles graphs to flat plans of libnd4j ops, ND4J's native
 * library, over memory laid out when the plan is made. Here live the backend with its store and its
 * executables, and the loading of the natives; how graphs become programs is in {@code lowering},
 * programs in {@code plan}, our kernels in {@code kernels}. No layer, no model, and none of ND4J's
 * Java arrays: a plan calls the native library itself.
 */
package io.trihorn.backend.dl4j;
