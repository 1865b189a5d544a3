package dev.dbsnapshot.script;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;

/** psql's command that changes the database ({@code appendPsqlMetaConnect}). */
final class ConnectCommand {

    private ConnectCommand() {}

    static String of(String database, Identifiers identifiers) {
        if (database.indexOf('\n') >= 0 || database.indexOf('\r') >= 0) {
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "the database's name contains a line break, which psql cannot connect to; rename it");
        }
        if (isSimple(database)) {
            return "\\connect " + identifiers.quote(database) + "\n";
        }
        // psql must hand on the name as it stands, whatever its encoding.
        String value = "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
        return "\\encoding SQL_ASCII\n\\connect -reuse-previous=on " + identifiers.quote(value) + "\n";
    }

    private static boolean isSimple(String name) {
        return name.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '_'
                        || c == '.');
    }
}
