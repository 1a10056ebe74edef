package io.trihorn.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * How a process is started.
 *
 * @param command program and arguments
 * @param environment variables set in addition to the driver's
 */
public record Start(List<String> command, Map<String, String> environment) {}
