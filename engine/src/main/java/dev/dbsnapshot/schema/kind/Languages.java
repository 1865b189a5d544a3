package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE LANGUAGE ({@code getProcLangs}, {@code dumpProcLang}). */
final class Languages implements Kind<Languages.Language> {

    /**
     * A procedural language.
     *
     * @param owner whose it is
     * @param trusted whether everybody may use it
     * @param handler the OID of its call handler
     * @param inline the OID of what runs DO blocks, or 0
     * @param validator the OID of what checks functions, or 0
     */
    record Language(Ownership owner, boolean trusted, long handler, long inline, long validator) {}

    @Override
    public String noun() {
        return "procedural language";
    }

    @Override
    public Class<Language> type() {
        return Language.class;
    }

    @Override
    public Priority priority(Language details) {
        return Priority.PROCLANG;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery("languages", """
                SELECT l.tableoid, l.oid, NULL AS nspname, l.lanname AS name,
                       pg_catalog.pg_get_userbyid(l.lanowner) AS owner,
                       l.lanacl AS acl, pg_catalog.acldefault('l', l.lanowner) AS acldefault,
                       l.lanpltrusted, l.lanplcallfoid, l.laninline, l.lanvalidator
                FROM pg_catalog.pg_language l
                WHERE l.lanispl
                ORDER BY l.oid"""));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("languages", row -> {
            Language details = new Language(
                    Ownership.of(row),
                    row.bool("lanpltrusted"),
                    row.oid("lanplcallfoid"),
                    row.oid("laninline"),
                    row.oid("lanvalidator"));
            SchemaObject<Language> object = ObjectRows.select(this, details, row, database);
            boolean fromInitdb = object.catalogId().oid() < ObjectRows.FIRST_NORMAL_OBJECT_ID;
            if (fromInitdb && !object.isExtensionMember()) {
                object.dump().retainAll(EnumSet.of(Component.ACL));
            }
        });
    }

    @Override
    public void write(SchemaObject<Language> object, EntryWriter out) {
        Language language = object.details();
        String name = out.quoting().id(object.name());
        String owner = language.owner().owner();
        if (object.dumps(Component.DEFINITION)) {
            out.add(out.entry(object, "PROCEDURAL LANGUAGE", Section.PRE_DATA)
                    .owner(owner)
                    .defn(create(language, name, out))
                    .dropStmt("DROP PROCEDURAL LANGUAGE " + name + ";\n")
                    .build());
        }
        out.comment(object, "LANGUAGE", name, null, owner);
        out.securityLabel(object, "LANGUAGE", name, null, owner);
        if (language.trusted()) {
            language.owner().writeAcl(object, "LANGUAGE", name, out);
        }
    }

    /** Where the functions are not dumped, as those in pg_catalog are not, the server must know them by itself. */
    private static String create(Language language, String name, EntryWriter out) {
        String handler = function(language.handler(), out);
        String inline = function(language.inline(), out);
        String validator = function(language.validator(), out);
        if (handler == null
                || (inline == null && language.inline() != 0)
                || (validator == null && language.validator() != 0)) {
            return "CREATE OR REPLACE PROCEDURAL LANGUAGE " + name + ";\n";
        }
        return "CREATE " + (language.trusted() ? "TRUSTED " : "") + "PROCEDURAL LANGUAGE " + name + " HANDLER "
                + handler
                + (inline == null ? "" : " INLINE " + inline)
                + (validator == null ? "" : " VALIDATOR " + validator)
                + ";\n";
    }

    private static @Nullable String function(long oid, EntryWriter out) {
        SchemaObject<Functions.Function> function = out.database().find(Functions.Function.class, oid);
        return function == null || !function.isDumped() ? null : out.quoting().qualified(function);
    }
}
