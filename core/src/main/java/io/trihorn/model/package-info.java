/**
 * Models: layers wired together, compiled with an optimizer, a loss and metrics, and trained,
 * evaluated and asked for predictions. The only place where layers and backends meet.
 */
package io.trihorn.model;
