/**
 * The backend named {@code dl4j}: compiles graphs to flat plans of libnd4j ops, ND4J's native
 * library, over memory laid out when the plan is made. Here live the lowerings, the memory planning
 * and the loading of the natives. No layer, no model, and none of ND4J's Java arrays: the plan
 * calls the native library itself.
 */
package io.trihorn.backend.dl4j;
