/**
 * How those that train one model together meet: threads of a process, the replicas of a program, or
 * processes of a cluster. What each has becomes one, the same for all. It knows tensors, and no
 * model.
 */
package io.trihorn.backend.exchange;
