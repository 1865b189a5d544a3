package dev.dbsnapshot.restore.swap;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What the databases beside a database are called: {@code shop_new_20261122180000} while it is filled, and
 * {@code shop_old_20261122180000} once another one has taken its name. A name of the server has 63 bytes at most, so a
 * long one is cut, and a number in it tells it from others that begin alike.
 */
final class SwapNames {

    private static final int LONGEST_BASE = 44;
    private static final int CUT = 35;
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SwapNames() {}

    /** The present moment, or the next one whose names nobody has. */
    static Instant free(Databases databases, String database) {
        Instant moment = Instant.now();
        while (databases.find(fresh(database, moment)).isPresent()
                || databases.find(kept(database, moment)).isPresent()) {
            moment = moment.plusSeconds(1);
        }
        return moment;
    }

    /** A database that is being filled. */
    static String fresh(String database, Instant moment) {
        return base(database) + "_new_" + TIMESTAMP.format(moment);
    }

    /** A database that had the name until this moment. */
    static String kept(String database, Instant moment) {
        return prefixOfKept(database) + TIMESTAMP.format(moment);
    }

    /** What all databases begin with that had this name once. */
    static String prefixOfKept(String database) {
        return base(database) + "_old_";
    }

    /** When a database gave away its name, if this is what one is called that had this name. */
    static Optional<Instant> keptSince(String database, String name) {
        String prefix = prefixOfKept(database);
        if (!name.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(name.substring(prefix.length()), TIMESTAMP)
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // Somebody else's name.
        }
    }

    private static String base(String database) {
        byte[] bytes = database.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_BASE) {
            return database;
        }
        int end = CUT;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--; // Not in the middle of a character.
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + "~"
                + HexFormat.of().toHexDigits(database.hashCode());
    }
}
