package dev.dbsnapshot.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All security labels of a database's objects ({@code collectSecLabels}). Immutable. */
final class SecurityLabels {

    static final String QUERY = """
        SELECT label, provider, classoid, objoid, objsubid
        FROM pg_catalog.pg_seclabels
        WHERE objtype <> 'database' AND objtype <> 'role' AND objtype <> 'tablespace'
        ORDER BY classoid, objoid, objsubid\
        """;

    /** Without any label. */
    static final SecurityLabels NONE = new SecurityLabels(Map.of());

    private final Map<CatalogId, List<Label>> byId;

    private SecurityLabels(Map<CatalogId, List<Label>> byId) {
        this.byId = byId;
    }

    static SecurityLabels read(ReadAhead answers) {
        Map<CatalogId, List<Label>> byId = new HashMap<>();
        answers.forEach(QUERY, row -> byId.computeIfAbsent(
                        new CatalogId(row.oid("classoid"), row.oid("objoid")), id -> new ArrayList<>())
                .add(new Label(row.integer("objsubid"), row.text("provider"), row.text("label"))));
        return new SecurityLabels(byId);
    }

    /** The labels of an object and its parts. */
    List<Label> on(CatalogId id) {
        return List.copyOf(byId.getOrDefault(id, List.of()));
    }

    /**
     * A label.
     *
     * @param subId {@code pg_seclabel.objsubid}
     * @param provider the module that gives it a meaning
     * @param text what it says
     */
    record Label(int subId, String provider, String text) {

        /** The statement that gives this label to that subject. */
        String sql(String subject, Quoting quoting) {
            return "SECURITY LABEL FOR " + quoting.id(provider) + " ON " + subject + " IS " + quoting.literal(text)
                    + ";\n";
        }
    }
}
