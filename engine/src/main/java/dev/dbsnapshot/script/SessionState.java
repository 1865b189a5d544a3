package dev.dbsnapshot.script;

import dev.dbsnapshot.script.ScriptOptions.Flag;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the session that runs the script, as far as the script has set them: what already holds is not set
 * again. Not safe for use by several threads.
 */
final class SessionState {

    private final ScriptOptions options;
    private final ScriptOutput out;
    private final Identifiers identifiers;
    private final String encoding;
    private final boolean standardStrings;
    private final @Nullable String searchPath;
    private @Nullable String user;
    private @Nullable String schema;
    private @Nullable String tablespace;
    private @Nullable String tableAccessMethod;

    SessionState(Toc toc, ScriptOptions options, ScriptOutput out, Identifiers identifiers) {
        this.options = options;
        this.out = out;
        this.identifiers = identifiers;
        this.encoding = setting(toc, "ENCODING", "SQL_ASCII");
        this.standardStrings = setting(toc, "STDSTRINGS", "off").equals("on");
        this.searchPath = definition(toc, "SEARCHPATH");
    }

    boolean standardStrings() {
        return standardStrings;
    }

    /** The settings that hold for the whole script ({@code _doSetFixedOutputState}). */
    void printFixedSettings() throws IOException {
        out.print("SET statement_timeout = 0;\n", "SET lock_timeout = 0;\n");
        out.print("SET idle_in_transaction_session_timeout = 0;\n");
        if (options.major() >= 17) {
            out.print("SET transaction_timeout = 0;\n");
        }
        out.print("SET client_encoding = '", encoding, "';\n");
        out.print("SET standard_conforming_strings = ", standardStrings ? "on" : "off", ";\n");
        String role = options.role();
        if (role != null) {
            out.print("SET ROLE ", identifiers.quote(role), ";\n");
        }
        if (searchPath != null) {
            out.print(searchPath);
        }
        out.print("SET check_function_bodies = false;\n", "SET xmloption = content;\n");
        out.print("SET client_min_messages = warning;\n");
        if (!standardStrings) {
            out.print("SET escape_string_warning = off;\n");
        }
        out.print("SET row_security = ", options.has(Flag.ENABLE_ROW_SECURITY) ? "on" : "off", ";\n\n");
    }

    /** After {@code \connect} nothing is known any more. */
    void reconnected() throws IOException {
        user = null;
        schema = null;
        tablespace = null;
        tableAccessMethod = null;
        printFixedSettings();
    }

    /** The schema that was selected may have been dropped. */
    void forgetSchema() {
        schema = null;
    }

    /** Privileges may bring their own SET SESSION AUTHORIZATION. */
    void forgetUser() {
        user = null;
    }

    /** {@code _becomeOwner}. */
    void becomeOwner(TocEntry entry) throws IOException {
        if (!options.has(Flag.NO_OWNER) && options.has(Flag.USE_SET_SESSION_AUTHORIZATION)) {
            become(entry.owner());
        }
    }

    /** {@code _becomeUser}; nobody is the user who logged in. */
    void become(@Nullable String newUser) throws IOException {
        String wanted = newUser == null ? "" : newUser;
        if (wanted.equals(user)) {
            return;
        }
        out.print("SET SESSION AUTHORIZATION ", wanted.isEmpty() ? "DEFAULT" : literal(wanted), ";\n\n");
        user = wanted;
    }

    /** {@code _selectOutputSchema}: only archives from before the search path was emptied need it. */
    void selectSchema(@Nullable String wanted) throws IOException {
        if (searchPath != null || wanted == null || wanted.isEmpty() || wanted.equals(schema)) {
            return;
        }
        out.print("SET search_path = ", identifiers.quote(wanted));
        out.print(wanted.equals("pg_catalog") ? "" : ", pg_catalog", ";\n\n");
        schema = wanted;
    }

    /** {@code _selectTablespace}. */
    void selectTablespace(@Nullable String wanted) throws IOException {
        if (options.has(Flag.NO_TABLESPACES) || wanted == null || wanted.equals(tablespace)) {
            return;
        }
        out.print("SET default_tablespace = ", wanted.isEmpty() ? "''" : identifiers.quote(wanted), ";\n\n");
        tablespace = wanted;
    }

    /** {@code _selectTableAccessMethod}. */
    void selectTableAccessMethod(@Nullable String wanted) throws IOException {
        if (options.has(Flag.NO_TABLE_ACCESS_METHOD) || wanted == null || wanted.equals(tableAccessMethod)) {
            return;
        }
        out.print("SET default_table_access_method = ", identifiers.quote(wanted), ";\n\n");
        tableAccessMethod = wanted;
    }

    private String literal(String text) {
        String quoted = text.replace("'", "''");
        return "'" + (standardStrings ? quoted : quoted.replace("\\", "\\\\")) + "'";
    }

    private static @Nullable String definition(Toc toc, String desc) {
        String found = null;
        for (TocEntry entry : toc.entries()) {
            if (entry.desc().equals(desc)) {
                found = entry.defn();
            }
        }
        return found;
    }

    /** The value between quotes in {@code SET name = 'value';}. */
    private static String setting(Toc toc, String desc, String otherwise) {
        String definition = definition(toc, desc);
        String[] parts = (definition == null ? "" : definition).split("'", -1);
        return parts.length < 3 ? otherwise : parts[1];
    }
}
