package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;

/** libpq's {@code channel_binding}: whether the login must be tied to the TLS channel, which stops a man in the middle. */
public enum ChannelBinding {
    /** Never. */
    DISABLE,
    /** Where the server offers it. PostgreSQL's default. */
    PREFER,
    /** The login is refused where the server does not offer it. */
    REQUIRE;

    /**
     * The word that libpq uses.
     *
     * @return for example {@code require}
     */
    public String word() {
        return switch (this) {
            case DISABLE -> "disable";
            case PREFER -> "prefer";
            case REQUIRE -> "require";
        };
    }

    static ChannelBinding of(String word, String source) {
        for (ChannelBinding binding : values()) {
            if (binding.word().equals(word)) {
                return binding;
            }
        }
        throw new SnapshotException(
                ErrorCode.USAGE,
                "channel_binding \"" + word + "\" (" + source
                        + ") is none of disable, prefer, require: use one of these");
    }
}
