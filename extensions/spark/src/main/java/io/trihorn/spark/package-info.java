/**
 * Models on Apache Spark: {@link io.trihorn.spark.TrihornModel} predicts for the rows of a {@code
 * DataFrame}, {@link io.trihorn.spark.TrihornEstimator} trains on them with one worker for each
 * task of a barrier stage, and {@link io.trihorn.spark.TrihornUdf} makes a model a function of SQL.
 * What knows an engine, a layer or a graph does not belong here.
 */
package io.trihorn.spark;
