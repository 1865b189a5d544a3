package dev.dbsnapshot.restore.target;

/** SQL that a restore writes itself. What comes out of an archive is never touched. */
public final class SqlText {

    private SqlText() {}

    /** An identifier, always in quotes: which names need none depends on the server. */
    public static String id(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A literal that means the same whatever standard_conforming_strings says. */
    public static String literal(String text) {
        return " E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** The beginning of a statement in one line, for messages. */
    public static String start(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ").replaceFirst(";+$", "");
        return line.length() <= 100 ? line : line.substring(0, 100) + "...";
    }
}
