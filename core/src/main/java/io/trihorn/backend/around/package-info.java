/**
 * Backends around a backend, for whoever looks for something: where time goes ({@link
 * io.trihorn.backend.around.Profiler}), or where a NaN comes from ({@link
 * io.trihorn.backend.around.GuardingBackend}). They know the backend inside by its interface only,
 * and no engine.
 */
package io.trihorn.backend.around;
