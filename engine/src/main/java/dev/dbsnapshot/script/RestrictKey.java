package dev.dbsnapshot.script;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.security.SecureRandom;

/**
 * The key of psql's {@code \restrict}: what a script holds cannot guess it, so no data of an archive can end the
 * restriction and run psql's commands.
 */
public final class RestrictKey {

    private static final String CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int LENGTH = 63;

    private RestrictKey() {}

    /** A new key, as {@code generate_restrict_key} makes one. */
    public static String random() {
        SecureRandom random = new SecureRandom();
        StringBuilder key = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            key.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return key.toString();
    }

    /**
     * The key that a person chose.
     *
     * @throws SnapshotException with {@link ErrorCode#USAGE} if psql would not take it
     */
    public static String checked(String key) {
        if (key.isEmpty() || !key.chars().allMatch(c -> CHARACTERS.indexOf(c) >= 0)) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "the restrict key must consist of ASCII letters and digits: leave it out for a random one");
        }
        return key;
    }
}
