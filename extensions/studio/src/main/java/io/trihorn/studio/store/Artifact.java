package io.trihorn.studio.store;

/**
 * Something that was seen, the newest of its kind and name: a picture or numbers.
 *
 * @param kind such as {@code filters}
 * @param name within the kind
 * @param step when it was seen
 * @param type its media type
 * @param body its bytes
 */
public record Artifact(String kind, String name, long step, String type, byte[] body) {}
