package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.target.HalfRestoredMark;
import dev.dbsnapshot.restore.target.SqlText;
import dev.dbsnapshot.schema.ConfigSetting;
import dev.dbsnapshot.schema.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that a database is besides its content, as the catalogs that all databases share have it. Two databases are alike
 * if these are equal. Immutable.
 *
 * @param form what CREATE DATABASE says
 * @param template whether others may copy it
 * @param connectionLimit -1 for none
 * @param comment its comment
 * @param privileges its privileges
 * @param settings {@code ALTER DATABASE ... SET}, and with a role {@code ALTER ROLE ... IN DATABASE ... SET}, in their order
 * @param labels its security labels
 */
record DatabaseProperties(
        Form form,
        boolean template,
        int connectionLimit,
        @Nullable String comment,
        Privileges privileges,
        List<Setting> settings,
        List<Label> labels) {

    /**
     * What cannot be changed later.
     *
     * @param provider {@code datlocprovider}: c, i or b
     * @param locale the locale of ICU or of the builtin provider
     */
    record Form(
            String owner,
            String encoding,
            char provider,
            String collate,
            String ctype,
            @Nullable String locale,
            @Nullable String icuRules,
            String tablespace,
            boolean usualTablespace) {}

    /**
     * A setting.
     *
     * @param role whose it is in this database, empty if everybody's
     * @param item as the catalog has it, {@code name=value}
     */
    record Setting(String role, String item) {}

    /** A security label. */
    record Label(String provider, String text) {}

    /** Reads them in any database. */
    static DatabaseProperties read(Session session, long oid) {
        int major = session.version().major();
        String locale = major >= 17 ? "datlocale" : major >= 15 ? "daticulocale" : "NULL";
        List<Setting> settings =
                session.query("""
                    SELECT coalesce(r.rolname::pg_catalog.text, '') AS role, c.item
                    FROM pg_catalog.pg_db_role_setting s
                    LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole, LATERAL pg_catalog.unnest(s.setconfig) WITH ORDINALITY AS c (item, place)
                    WHERE s.setdatabase = %s ORDER BY 1, c.place
                    """.formatted(oid), row -> new Setting(row.text("role"), row.text("item"))).stream()
                        .filter(setting -> !HalfRestoredMark.is(setting.item()))
                        .toList();
        List<Label> labels =
                session.query("""
                    SELECT provider, label FROM pg_catalog.pg_shseclabel
                    WHERE classoid = 'pg_catalog.pg_database'::pg_catalog.regclass AND objoid = %s ORDER BY 1
                    """.formatted(oid), row -> new Label(row.text("provider"), row.text("label")));
        Privileges privileges = Privileges.ofDatabase(session, oid);
        return session.query(
                        "SELECT pg_catalog.pg_get_userbyid(datdba) AS owner,"
                                + " pg_catalog.pg_encoding_to_char(encoding) AS encoding, datcollate, datctype, "
                                + (major >= 15 ? "datlocprovider" : "'c'") + " AS provider, " + locale + " AS locale, "
                                + (major >= 16 ? "daticurules" : "NULL") + " AS icurules, datistemplate, datconnlimit,"
                                + " (SELECT spcname FROM"
                                + " pg_catalog.pg_tablespace t WHERE t.oid ="
                                + " d.dattablespace) AS tablespace,"
                                + " dattablespace = (SELECT dattablespace"
                                + " FROM pg_catalog.pg_database WHERE datname"
                                + " = 'template0') AS usual,"
                                + " pg_catalog.shobj_description(oid,"
                                + " 'pg_database') AS comment FROM"
                                + " pg_catalog.pg_database d WHERE oid"
                                + " = " + oid,
                        row -> new DatabaseProperties(
                                new Form(
                                        row.text("owner"),
                                        row.text("encoding"),
                                        row.character("provider"),
                                        row.text("datcollate"),
                                        row.text("datctype"),
                                        row.textOrNull("locale"),
                                        row.textOrNull("icurules"),
                                        row.text("tablespace"),
                                        row.bool("usual")),
                                row.bool("datistemplate"),
                                row.integer("datconnlimit"),
                                row.textOrNull("comment"),
                                privileges,
                                settings,
                                labels))
                .get(0);
    }

    /** The statement that makes an empty database of this form. Nothing of template1 may come into it. */
    String create(String name, int major) {
        StringBuilder sql = new StringBuilder("CREATE DATABASE " + SqlText.id(name) + " WITH TEMPLATE template0");
        sql.append(" OWNER ").append(SqlText.id(form.owner()));
        sql.append(" ENCODING").append(SqlText.literal(form.encoding()));
        if (major >= 15) {
            sql.append(" LOCALE_PROVIDER ")
                    .append(form.provider() == 'i' ? "icu" : form.provider() == 'b' ? "builtin" : "libc");
        }
        sql.append(" LC_COLLATE").append(SqlText.literal(form.collate()));
        sql.append(" LC_CTYPE").append(SqlText.literal(form.ctype()));
        if (form.locale() != null) {
            sql.append(form.provider() == 'b' ? " BUILTIN_LOCALE" : " ICU_LOCALE")
                    .append(SqlText.literal(form.locale()));
        }
        if (form.icuRules() != null) {
            sql.append(" ICU_RULES").append(SqlText.literal(form.icuRules()));
        }
        if (!form.usualTablespace()) {
            sql.append(" TABLESPACE ").append(SqlText.id(form.tablespace()));
        }
        return sql.toString();
    }

    /** Statements that make another one like this, but for what would be in the way of filling it. */
    List<String> decorate(String name, int major) {
        String database = "DATABASE " + SqlText.id(name);
        List<String> sql = new ArrayList<>(privileges.sql(database));
        Quoting quoting = new Quoting(Set.of(), true).ofAllIdentifiers();
        for (Setting setting : settings) {
            ConfigSetting parsed = ConfigSetting.parse(setting.item());
            if (parsed != null) {
                String who = setting.role().isEmpty()
                        ? "ALTER " + database
                        : "ALTER ROLE " + SqlText.id(setting.role()) + " IN " + database;
                sql.add(who + " SET " + quoting.id(parsed.name()) + " TO " + parsed.sqlValue(quoting::literal, major));
            }
        }
        if (comment != null) {
            sql.add("COMMENT ON " + database + " IS" + SqlText.literal(comment));
        }
        for (Label label : labels) {
            sql.add("SECURITY LABEL FOR " + SqlText.id(label.provider()) + " ON " + database + " IS"
                    + SqlText.literal(label.text()));
        }
        return sql;
    }

    /** Statements for the rest, once it is filled. */
    List<String> finish(String name) {
        List<String> sql = new ArrayList<>();
        if (connectionLimit != -1) {
            sql.add("ALTER DATABASE " + SqlText.id(name) + " WITH CONNECTION LIMIT " + connectionLimit);
        }
        if (template) {
            sql.add("ALTER DATABASE " + SqlText.id(name) + " WITH IS_TEMPLATE true");
        }
        return sql;
    }

    /** What of another one is different, as words; nothing if they are alike. */
    Set<String> differences(DatabaseProperties other) {
        Set<String> different = new TreeSet<>();
        if (!form.equals(other.form)) {
            different.add("owner, encoding, locale or tablespace");
        }
        if (template != other.template || connectionLimit != other.connectionLimit) {
            different.add("connection limit or template mark");
        }
        if (!Objects.equals(comment, other.comment)) {
            different.add("comment");
        }
        if (!privileges.grants().equals(other.privileges.grants())) {
            different.add("privileges");
        }
        if (!settings.equals(other.settings)) {
            different.add("settings");
        }
        if (!labels.equals(other.labels)) {
            different.add("security labels");
        }
        return different;
    }
}
