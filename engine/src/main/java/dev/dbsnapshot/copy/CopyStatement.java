package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;

/** Changes to a COPY statement as pg_dump writes it. */
public final class CopyStatement {

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
        if (encoding.equals("UTF8")) {
            return statement;
        }
        String bare = statement.strip();
        if (bare.endsWith(";")) {
            bare = bare.substring(0, bare.length() - 1).strip();
        }
        if (!bare.endsWith(" FROM stdin") && !bare.endsWith(" TO stdout")) {
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "cannot tell the encoding " + encoding + " to this COPY statement, because it has options: "
                            + statement.strip());
        }
        return bare + " WITH (ENCODING '" + encoding.replace("'", "''") + "')";
    }
}
