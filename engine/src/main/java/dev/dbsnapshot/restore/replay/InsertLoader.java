package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Runs the INSERT statements that {@code pg_dump --inserts} writes as the data of a table, many per message. Finds the
 * ends of statements as pg_restore does: semicolons outside of quotes. Not thread-safe.
 */
public final class InsertLoader {

    private static final int LONGEST_MESSAGE = 256 * 1024;
    private static final Set<String> READABLE = Set.of("UTF8", "SQL_ASCII");

    private final Session session;
    private final boolean standardConformingStrings;

    public InsertLoader(Session session, boolean standardConformingStrings) {
        this.session = session;
        this.standardConformingStrings = standardConformingStrings;
    }

    /**
     * Runs all of them.
     *
     * @param encoding the archive's
     * @return how many characters of SQL were run
     */
    public long load(InputStream data, String encoding) throws IOException {
        if (!READABLE.contains(encoding)) {
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "INSERT statements in encoding " + encoding
                            + " cannot be restored; dump without --inserts, or with --encoding=UTF8");
        }
        long length = 0;
        StringBuilder message = new StringBuilder();
        Reader reader = new BufferedReader(new InputStreamReader(
                data,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        Quotes quotes = new Quotes(standardConformingStrings);
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            message.append((char) c);
            length++;
            quotes.next((char) c);
            if (c == ';' && quotes.outside() && message.length() >= LONGEST_MESSAGE) {
                session.execute(message.toString());
                message.setLength(0);
            }
        }
        if (!message.toString().isBlank()) {
            session.execute(message.toString());
        }
        return length;
    }

    /** Whether a character stands in a literal or in a quoted name. */
    private static final class Quotes {
        private final boolean standardConformingStrings;
        private char open;
        private char before;
        private boolean escapes;
        private boolean skip;

        Quotes(boolean standardConformingStrings) {
            this.standardConformingStrings = standardConformingStrings;
        }

        void next(char c) {
            if (open == 0) {
                if (c == '\'' || c == '"') {
                    open = c;
                    escapes = c == '\'' && (!standardConformingStrings || before == 'E');
                }
            } else if (skip) {
                skip = false;
            } else if (escapes && c == '\\') {
                skip = true;
            } else if (c == open) {
                // A doubled quote closes and opens again; what is between, nothing, cannot be a semicolon. But an E
                // before the first must still count.
                open = 0;
                before = escapes ? 'E' : 0;
                return;
            }
            before = c;
        }

        boolean outside() {
            return open == 0;
        }
    }
}
