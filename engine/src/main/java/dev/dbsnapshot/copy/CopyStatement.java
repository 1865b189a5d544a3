package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ServerVersion;
import java.util.ArrayList;
import java.util.List;

/** Changes to a COPY statement as pg_dump writes it. */
public final class CopyStatement {

    private static final String FROM = " FROM stdin";

    /** Since this version it also marks the pages, and no cache that overflows forgets that a table is new. */
    private static final int FREEZES_WELL = 14;

    private CopyStatement() {}

    /**
     * The statement for data in another encoding than the session's, which is always UTF8. SQL_ASCII means that the
     * bytes pass as they are.
     *
     * @param statement {@code COPY ... FROM stdin} or {@code COPY ... TO stdout}, without options
     * @param encoding PostgreSQL's name of the encoding of the data
     * @return the statement with its encoding, or as it was for UTF8
     */
    public static String withEncoding(String statement, String encoding) {
        return with(statement, encoding, false);
    }

    /**
     * The statement for rows of a table that the same transaction has made or truncated. The server writes them as
     * visible to all from the beginning (FREEZE), which nobody can tell who does not see the table yet: so that neither
     * the first reader nor an anti-wraparound vacuum writes every page once more.
     *
     * @param statement {@code COPY ... FROM stdin}; one with options stays as it is
     * @param encoding PostgreSQL's name of the encoding of the data
     * @param version of the server; nothing is done before version 14
     * @return the statement with its options
     */
    public static String frozen(String statement, String encoding, ServerVersion version) {
        return with(
                statement,
                encoding,
                version.atLeast(FREEZES_WELL) && bare(statement).endsWith(FROM));
    }

    private static String with(String statement, String encoding, boolean frozen) {
        List<String> options = new ArrayList<>();
        if (frozen) {
            options.add("FREEZE");
        }
        if (!encoding.equals("UTF8")) {
            options.add("ENCODING '" + encoding.replace("'", "''") + "'");
        }
        if (options.isEmpty()) {
            return statement;
        }
        String bare = bare(statement);
        if (!bare.endsWith(FROM) && !bare.endsWith(" TO stdout")) {
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "cannot tell the encoding " + encoding + " to this COPY statement, because it has options: "
                            + statement.strip());
        }
        return bare + " WITH (" + String.join(", ", options) + ")";
    }

    private static String bare(String statement) {
        String bare = statement.strip();
        return bare.endsWith(";") ? bare.substring(0, bare.length() - 1).strip() : bare;
    }
}
