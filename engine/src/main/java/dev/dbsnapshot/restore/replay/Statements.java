package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends many statements in few messages, and still knows which one failed: a group runs behind a savepoint, and if it
 * fails, it is rolled back and run again one by one. Not thread-safe.
 */
public final class Statements {

    private static final String NO_SUCH_SAVEPOINT = "3B001";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int LARGEST_GROUP = 100;
    private static final int LONGEST_GROUP = 256 * 1024;

    /**
     * A statement, or several that belong together.
     *
     * @param label what a message calls it
     * @param sql complete statements
     */
    private record Statement(String label, String sql) {}

    private final Session session;
    private final boolean inTransaction;
    private final List<Statement> group = new ArrayList<>();
    private int length;

    /** Runs them inside the transaction of the caller. */
    public Statements(Session session) {
        this(session, true);
    }

    private Statements(Session session, boolean inTransaction) {
        this.session = session;
        this.inTransaction = inTransaction;
    }

    /** Runs them outside of a transaction: each group is one, as the server makes of a message. */
    public static Statements committing(Session session) {
        return new Statements(session, false);
    }

    public void add(String label, String sql) {
        group.add(new Statement(label, sql));
        length += sql.length();
        if (group.size() >= LARGEST_GROUP || length >= LONGEST_GROUP) {
            flush();
        }
    }

    /** Runs what was added and has not run yet. */
    public void flush() {
        List<Statement> statements = List.copyOf(group);
        group.clear();
        length = 0;
        if (statements.size() == 1) {
            runAlone(statements.get(0));
        } else if (!statements.isEmpty()) {
            runTogether(statements);
        }
    }

    private void runTogether(List<Statement> statements) {
        StringBuilder sql = new StringBuilder(inTransaction ? "SAVEPOINT db_snapshot;\n" : "");
        // The newline ends a comment that a text may end with, the semicolon a statement.
        statements.forEach(statement -> sql.append(statement.sql()).append("\n;\n"));
        sql.append(inTransaction ? "RELEASE SAVEPOINT db_snapshot" : "");
        try {
            session.execute(sql.toString());
        } catch (SnapshotException e) {
            mustBeInTransaction(statements, e);
            // After a lock that did not come in time, trying again would only wait as long again.
            boolean waited = e.sqlState().filter(LOCK_NOT_AVAILABLE::equals).isPresent();
            if (waited || (e.code() != ErrorCode.SERVER && e.code() != ErrorCode.PRIVILEGE)) {
                throw e;
            }
            runOneByOne(statements, e);
        }
    }

    private void runOneByOne(List<Statement> statements, SnapshotException together) {
        try {
            session.execute(inTransaction ? "ROLLBACK TO SAVEPOINT db_snapshot" : "");
        } catch (SnapshotException e) {
            if (e.sqlState().filter(NO_SUCH_SAVEPOINT::equals).isEmpty()) {
                e.addSuppressed(together);
                throw e;
            }
            // The server refused the text as a whole, because its encoding lacks a character, and ran none of it.
            String last = statements.get(statements.size() - 1).label();
            throw failed(statements.get(0).label() + " to " + last, "", together);
        }
        try {
            statements.forEach(this::runAlone);
            // What was made before is not new inside of it, and COPY FREEZE refuses it (BeginCopyFrom).
            session.execute(inTransaction ? "RELEASE SAVEPOINT db_snapshot" : "");
        } catch (SnapshotException e) {
            e.addSuppressed(together);
            throw e;
        }
    }

    private void runAlone(Statement statement) {
        try {
            session.execute(statement.sql());
        } catch (SnapshotException e) {
            throw failed(statement.label(), statement.sql(), e);
        }
        mustBeInTransaction(List.of(statement), null);
    }

    /** What comes next would be committed at once, and by itself. */
    private void mustBeInTransaction(List<Statement> statements, @Nullable SnapshotException failure) {
        boolean lost = failure != null && failure.code() == ErrorCode.CONNECTION_LOST;
        if (inTransaction && !lost && !session.inTransaction()) {
            String first = statements.get(0).label();
            String last = statements.get(statements.size() - 1).label();
            throw new SnapshotException(
                    ErrorCode.ARCHIVE,
                    "restoring " + first + (statements.size() == 1 ? "" : " to " + last)
                            + ": the transaction was ended by its statement",
                    failure);
        }
    }

    /** The exception that says in which part of a restore something failed. */
    public static SnapshotException failed(String label, String sql, SnapshotException cause) {
        String state = cause.sqlState().map(code -> " (SQLSTATE " + code + ")").orElse("");
        String statement = sql.isEmpty() ? "" : "; statement: " + SqlText.start(sql);
        return cause.saying("restoring " + label + ": " + cause.getMessage() + state + statement);
    }
}
