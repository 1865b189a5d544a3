package dev.dbsnapshot.kube.registry;

import dev.dbsnapshot.connect.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A login to a registry. The text form shows nothing of it but where it stands.
 *
 * @param user the name; empty with an identity token
 * @param secret the password, or the identity token
 * @param token whether it is an identity token, which a token server takes and a registry does not
 * @param source where it stands, for messages
 */
record Credential(String user, Secret secret, boolean token, String source) {

    /** What docker-credential helpers give as the name of a token. */
    private static final String TOKEN_USER = "<token>";

    static Credential of(String user, String password, String source) {
        return user.equals(TOKEN_USER)
                ? new Credential("", Secret.of(password), true, source)
                : new Credential(user, Secret.of(password), false, source);
    }

    static Credential token(String token, String source) {
        return new Credential("", Secret.of(token), true, source);
    }

    /** The header's value. */
    String basic() {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + new String(secret.reveal())).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return source;
    }
}
