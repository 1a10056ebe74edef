package io.trihorn.backend.replicas;

import ai.djl.Device;
import io.trihorn.backend.Backend;

/**
 * Where one replica works.
 *
 * @param backend what it runs on; one that is replicated itself makes a grid of devices
 * @param device the device, the first one where the backend has several
 */
public record Replica(Backend backend, Device device) {}
