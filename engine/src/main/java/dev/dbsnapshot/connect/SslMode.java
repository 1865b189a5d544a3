package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** libpq's {@code sslmode}: whether a session is encrypted, and how the server's certificate is checked. */
public enum SslMode {
    /** Never encrypted. */
    DISABLE("disable"),
    /** Not encrypted unless the server insists. */
    ALLOW("allow"),
    /** Encrypted if the server can; the certificate is not checked. PostgreSQL's default. */
    PREFER("prefer"),
    /** Encrypted or refused; the certificate is checked only where {@code sslrootcert} is given. */
    REQUIRE("require"),
    /** Encrypted, and the certificate's authority is checked. */
    VERIFY_CA("verify-ca"),
    /** Encrypted, and both the certificate's authority and the server's name are checked. */
    VERIFY_FULL("verify-full");

    private final String word;

    SslMode(String word) {
        this.word = word;
    }

    /**
     * The word that libpq uses.
     *
     * @return for example {@code verify-full}
     */
    public String word() {
        return word;
    }

    /**
     * Finds a mode by libpq's word.
     *
     * @param word for example {@code require}
     * @param source where the word was found, for the message
     * @return the mode
     * @throws SnapshotException ({@link ErrorCode#USAGE}) if there is no such mode
     */
    static SslMode of(String word, String source) {
        for (SslMode mode : values()) {
            if (mode.word.equals(word)) {
                return mode;
            }
        }
        throw new SnapshotException(
                ErrorCode.USAGE,
                "sslmode \"" + word + "\" (" + source + ") is none of "
                        + Arrays.stream(values()).map(SslMode::word).collect(Collectors.joining(", "))
                        + ": use one of these");
    }
}
