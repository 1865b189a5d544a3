package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.EntryWriter.AclTarget;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries that lead every archive: ENCODING, STDSTRINGS, SEARCHPATH, and the database itself with its comment,
 * labels and properties ({@code dumpDatabase}).
 *
 * @param database what the catalog says about the database
 * @param labels its security labels
 * @param settings {@code ALTER DATABASE ... SET}
 * @param roleSettings {@code ALTER ROLE ... IN DATABASE ... SET}
 */
public record DatabaseEntries(
        Properties database, List<Label> labels, List<ConfigSetting> settings, List<RoleSetting> roleSettings) {

    /**
     * The database as pg_database has it.
     *
     * @param id its identity
     * @param owner its owner
     * @param encoding its encoding
     * @param provider {@code datlocprovider}: c, i or b
     * @param collate {@code LC_COLLATE}
     * @param ctype {@code LC_CTYPE}
     * @param locale the locale of ICU or of the builtin provider
     * @param icuRules {@code ICU_RULES}
     * @param tablespace its tablespace
     * @param template whether it is one
     * @param connectionLimit -1 for none
     * @param comment its comment
     * @param acl its privileges, or {@code null} where the catalog has NULL
     * @param defaultAcl what {@code acldefault()} gives
     */
    record Properties(
            CatalogId id,
            String owner,
            String encoding,
            char provider,
            String collate,
            String ctype,
            @Nullable String locale,
            @Nullable String icuRules,
            @Nullable String tablespace,
            boolean template,
            int connectionLimit,
            @Nullable String comment,
            @Nullable String acl,
            String defaultAcl) {}

    /**
     * A security label.
     *
     * @param provider the module that gives it a meaning
     * @param text what it says
     */
    record Label(String provider, String text) {}

    /**
     * A setting of a role in this database.
     *
     * @param role the role
     * @param setting the setting
     */
    record RoleSetting(String role, ConfigSetting setting) {}

    public DatabaseEntries {
        labels = List.copyOf(labels);
        settings = List.copyOf(settings);
        roleSettings = List.copyOf(roleSettings);
    }

    /** Reads the database's properties in four queries. */
    public static DatabaseEntries read(Session session, Catalog catalog) {
        Properties database = session.query(propertiesQuery(catalog.major()), DatabaseEntries::properties)
                .get(0);
        long oid = database.id().oid();
        List<Label> labels = session.query(
                "SELECT provider, label FROM pg_catalog.pg_shseclabel"
                        + " WHERE classoid = 'pg_catalog.pg_database'::pg_catalog.regclass AND objoid = " + oid,
                row -> new Label(row.text("provider"), row.text("label")));
        List<RoleSetting> settings = session.query(
                "SELECT '' AS rolname, unnest(setconfig) AS item FROM pg_catalog.pg_db_role_setting"
                        + " WHERE setrole = 0 AND setdatabase = " + oid,
                DatabaseEntries::setting);
        List<RoleSetting> roleSettings = session.query(
                "SELECT rolname, unnest(setconfig) AS item FROM pg_catalog.pg_db_role_setting s, pg_catalog.pg_roles r"
                        + " WHERE setrole = r.oid AND setdatabase = " + oid,
                DatabaseEntries::setting);
        return new DatabaseEntries(
                database, labels, settings.stream().map(RoleSetting::setting).toList(), roleSettings);
    }

    private static String propertiesQuery(int major) {
        String locale = major >= 17 ? "datlocale" : major >= 15 ? "daticulocale" : "NULL";
        return "SELECT tableoid, oid, pg_catalog.pg_get_userbyid(datdba) AS owner,"
                + " pg_catalog.pg_encoding_to_char(encoding) AS encoding, datcollate, datctype, "
                + (major >= 15 ? "datlocprovider" : "'c'") + " AS datlocprovider, "
                + locale + " AS datlocale, "
                + (major >= 16 ? "daticurules" : "NULL") + " AS daticurules,"
                + " datistemplate, datconnlimit,"
                + " (SELECT spcname FROM pg_catalog.pg_tablespace t WHERE t.oid = dattablespace) AS tablespace,"
                + " pg_catalog.shobj_description(oid, 'pg_database') AS description,"
                + " datacl::pg_catalog.text AS acl,"
                + " pg_catalog.acldefault('d', datdba)::pg_catalog.text AS acldefault"
                + " FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()";
    }

    private static Properties properties(Row row) {
        return new Properties(
                new CatalogId(row.oid("tableoid"), row.oid("oid")),
                row.text("owner"),
                row.text("encoding"),
                row.character("datlocprovider"),
                row.text("datcollate"),
                row.text("datctype"),
                row.textOrNull("datlocale"),
                row.textOrNull("daticurules"),
                row.textOrNull("tablespace"),
                row.bool("datistemplate"),
                row.integer("datconnlimit"),
                row.textOrNull("description"),
                row.textOrNull("acl"),
                row.text("acldefault"));
    }

    private static RoleSetting setting(Row row) {
        String item = row.text("item");
        ConfigSetting setting = ConfigSetting.parse(item);
        if (setting == null) {
            throw new SnapshotException(
                    ErrorCode.SERVER, "pg_db_role_setting holds \"" + item + "\", which is no setting");
        }
        return new RoleSetting(row.text("rolname"), setting);
    }

    /** Writes the entries, which must be the first. */
    public void write(EntryCollector out) {
        Quoting quoting = out.quoting();
        // A database without an encoding has nothing to convert from: its bytes go as they are.
        String encoding = database.encoding().equals("SQL_ASCII") ? "SQL_ASCII" : "UTF8";
        special(out, "ENCODING", "SET client_encoding = '" + encoding + "';\n");
        String strings = quoting.standardConformingStrings() ? "on" : "off";
        special(out, "STDSTRINGS", "SET standard_conforming_strings = '" + strings + "';\n");
        special(out, "SEARCHPATH", "SELECT pg_catalog.set_config('search_path', '', false);\n");
        String name = out.database().catalog().databaseName();
        int dumpId = out.database().newDumpId();
        out.add(TocEntry.builder(dumpId, "DATABASE", Section.PRE_DATA)
                .catalogId(database.id().tableOid(), database.id().oid())
                .tag(name)
                .owner(database.owner())
                .defn(createDatabase(
                        name,
                        quoting,
                        out.major(),
                        !out.database().catalog().selection().has(DumpFlag.NO_TABLESPACES)))
                .dropStmt("DROP DATABASE " + quoting.id(name) + ";\n")
                .build());
        writeComment(out, dumpId, "DATABASE " + quoting.id(name));
        writeLabels(out, dumpId, "DATABASE " + quoting.id(name));
        AclTarget acl = new AclTarget(
                "DATABASE", quoting.id(name), null, null, database.owner(), database.acl(), database.defaultAcl());
        new AclEntries(out).writeDatabase(dumpId, acl);
        writeProperties(out, name);
    }

    private static void special(EntryCollector out, String desc, String defn) {
        out.add(TocEntry.builder(out.database().newDumpId(), desc, Section.PRE_DATA)
                .tag(desc)
                .defn(defn)
                .build());
    }

    private String createDatabase(String name, Quoting quoting, int major, boolean withTablespace) {
        StringBuilder sql = new StringBuilder("CREATE DATABASE " + quoting.id(name) + " WITH TEMPLATE = template0");
        sql.append(" ENCODING = ").append(quoting.literal(database.encoding()));
        if (major >= 15) {
            sql.append(" LOCALE_PROVIDER = ").append(providerName(major));
        }
        if (major >= 13 && database.collate().equals(database.ctype())) {
            sql.append(" LOCALE = ").append(quoting.literal(database.collate()));
        } else {
            sql.append(" LC_COLLATE = ").append(quoting.literal(database.collate()));
            sql.append(" LC_CTYPE = ").append(quoting.literal(database.ctype()));
        }
        if (database.locale() != null && major >= (database.provider() == 'b' ? 17 : 15)) {
            sql.append(database.provider() == 'b' ? " BUILTIN_LOCALE = " : " ICU_LOCALE = ")
                    .append(quoting.literal(database.locale()));
        }
        if (database.icuRules() != null && major >= 16) {
            sql.append(" ICU_RULES = ").append(quoting.literal(database.icuRules()));
        }
        String tablespace = database.tablespace();
        if (tablespace != null && !tablespace.equals("pg_default") && withTablespace) {
            sql.append(" TABLESPACE = ").append(quoting.id(tablespace));
        }
        return sql.append(";\n").toString();
    }

    private String providerName(int major) {
        return switch (database.provider()) {
            case 'b' -> major >= 17 ? "builtin" : "libc";
            case 'c' -> "libc";
            case 'i' -> "icu";
            default ->
                throw new SnapshotException(
                        ErrorCode.UNSUPPORTED,
                        "the database's locale provider \"" + database.provider() + "\" is not known to this version");
        };
    }

    private void writeComment(EntryCollector out, int dumpId, String tag) {
        String comment = database.comment();
        if (comment != null && !comment.isEmpty()) {
            String sql = "COMMENT ON " + tag + " IS " + out.quoting().literal(comment) + ";\n";
            out.attach(dumpId, "COMMENT", tag, null, database.owner(), sql);
        }
    }

    private void writeLabels(EntryCollector out, int dumpId, String tag) {
        StringBuilder sql = new StringBuilder();
        for (Label label : labels) {
            sql.append("SECURITY LABEL FOR ").append(out.quoting().id(label.provider()));
            sql.append(" ON ").append(tag).append(" IS ");
            sql.append(out.quoting().escapedLiteral(label.text())).append(";\n");
        }
        if (!sql.isEmpty()) {
            out.attach(dumpId, "SECURITY LABEL", tag, null, database.owner(), sql.toString());
        }
    }

    /** What CREATE DATABASE cannot say: pg_restore runs it after connecting to the new database. */
    private void writeProperties(EntryCollector out, String name) {
        Quoting quoting = out.quoting();
        StringBuilder create = new StringBuilder();
        StringBuilder drop = new StringBuilder();
        String alter = "ALTER DATABASE " + quoting.id(name);
        if (database.connectionLimit() != -1) {
            create.append(alter).append(" CONNECTION LIMIT = ").append(database.connectionLimit());
            create.append(";\n");
        }
        if (database.template()) {
            create.append(alter).append(" IS_TEMPLATE = true;\n");
            drop.append("UPDATE pg_catalog.pg_database SET datistemplate = false WHERE datname = ");
            drop.append(quoting.literal(name)).append(";\n");
        }
        for (ConfigSetting setting : settings) {
            create.append(alter).append(set(setting, quoting, out.major()));
        }
        for (RoleSetting role : roleSettings) {
            create.append("ALTER ROLE ").append(quoting.id(role.role()));
            create.append(" IN DATABASE ").append(quoting.id(name));
            create.append(set(role.setting(), quoting, out.major()));
        }
        if (!create.isEmpty()) {
            out.add(TocEntry.builder(out.database().newDumpId(), "DATABASE PROPERTIES", Section.PRE_DATA)
                    .tag(name)
                    .owner(database.owner())
                    .defn(create.toString())
                    .dropStmt(drop.toString())
                    .build());
        }
    }

    private static String set(ConfigSetting setting, Quoting quoting, int major) {
        return " SET " + quoting.id(setting.name()) + " TO " + setting.sqlValue(quoting::escapedLiteral, major) + ";\n";
    }
}
