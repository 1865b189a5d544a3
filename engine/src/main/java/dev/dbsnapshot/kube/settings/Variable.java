package dev.dbsnapshot.kube.settings;

/**
 * An environment variable of a container. The text form never shows the value.
 *
 * @param name its name
 * @param value what the process sees
 * @param source where the value stands, for example {@code Secret postgres-credentials key password}
 */
record Variable(String name, String value, String source) {

    @Override
    public String toString() {
        return name + " (" + source + ")";
    }
}
