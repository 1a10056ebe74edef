/**
 * Programs as steps over memory: arrays and the slots they are views of, where the slots lie, what
 * runs once and what at each run, and the calls to libnd4j that steps are made of. No op of a
 * graph: steps say what they read and write, and nothing else.
 */
package io.trihorn.backend.dl4j.plan;
