package dev.dbsnapshot.kube.settings;

import java.util.Optional;

/**
 * An environment variable of a container. The text form never shows the value.
 *
 * @param name its name
 * @param value what the process sees
 * @param source where the value stands, for example {@code Secret postgres-credentials key password}
 * @param secretKey the same, if it is a key of a Secret and nothing else
 */
record Variable(String name, String value, String source, Optional<SecretKey> secretKey) {

    @Override
    public String toString() {
        return name + " (" + source + ")";
    }
}
