package io.trihorn.backend.dl4j;

import ai.djl.Device;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import java.util.Map;
import org.nd4j.nativeblas.NativeOps;

/**
 * A build of libnd4j, loaded.
 *
 * @param ops its functions
 * @param libs what programs are run by, for each device
 * @param settings what is in force, by name
 */
record Installed(NativeOps ops, Map<Device, LibNd4j> libs, Map<String, String> settings) {}
