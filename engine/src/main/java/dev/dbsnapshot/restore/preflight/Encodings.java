package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.connect.Server;
import java.util.List;

/** The archive's encoding beside the database's: what does not fit fails, and changes nothing. */
final class Encodings {

    private static final String NO_ENCODING = "SQL_ASCII";

    private Encodings() {}

    static List<Finding> findings(String archive, Server server) {
        String target = server.encoding();
        if (archive.equals(target)) {
            return List.of();
        }
        if (archive.equals(NO_ENCODING)) {
            return List.of(Finding.warning(
                    "the archive is in SQL_ASCII, that is in no known encoding, and database " + server.database()
                            + " in " + target + ": bytes that are none there make the restore fail",
                    "restore into a database in SQL_ASCII if it does"));
        }
        if (target.equals(NO_ENCODING)) {
            return List.of(Finding.warning(
                    "database " + server.database() + " is in SQL_ASCII: it takes the archive's " + archive
                            + " as bytes, and does not know that they are " + archive,
                    ""));
        }
        if (target.equals("UTF8")) {
            return List.of();
        }
        return List.of(Finding.warning(
                "the archive is in " + archive + " and database " + server.database() + " in " + target
                        + ": a character that " + target + " lacks makes the restore fail",
                "restore into a database in UTF8 if it does"));
    }
}
