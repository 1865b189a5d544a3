package dev.dbsnapshot.script;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Identifiers as pg_restore quotes them ({@code fmtId}), which knows the keywords of its own version, not the server's.
 * Immutable.
 */
final class Identifiers {

    /** All keywords of {@code kwlist.h} in version 12 that are not unreserved. */
    private static final String KEYWORDS = """
            all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both
            case cast char character check coalesce collate collation column concurrently constraint create cross
            current_catalog current_date current_role current_schema current_time current_timestamp current_user dec
            decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign
            freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect
            interval into is isnull join lateral leading least left like limit localtime localtimestamp national
            natural nchar none not notnull null nullif numeric offset on only or order out outer overlaps overlay
            placing position precision primary real references returning right row select session_user setof similar
            smallint some substring symmetric table tablesample then time timestamp to trailing treat trim true union
            unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement
            xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable""";

    private static final String SINCE_13 = "normalize";
    private static final String SINCE_16 = "json_array json_arrayagg json_object json_objectagg system_user";
    private static final String SINCE_17 =
            "json json_exists json_query json_scalar json_serialize json_table json_value merge_action";

    private final Set<String> keywords = new HashSet<>();

    private final boolean all;

    /**
     * The rules of a version.
     *
     * @param all whether every identifier is quoted ({@code --quote-all-identifiers})
     */
    Identifiers(int major, boolean all) {
        this.all = all;
        add(KEYWORDS);
        if (major >= 13) {
            add(SINCE_13);
        }
        if (major >= 16) {
            add(SINCE_16);
        }
        if (major >= 17) {
            add(SINCE_17);
        }
    }

    /** An identifier, in double quotes only where it must be. */
    String quote(@Nullable String name) {
        String text = name == null ? "" : name;
        if (!all && isPlain(text) && !keywords.contains(text)) {
            return text;
        }
        return "\"" + text.replace("\"", "\"\"") + "\"";
    }

    /** A name with its schema where it has one ({@code fmtQualifiedId}). */
    String qualified(@Nullable String namespace, @Nullable String name) {
        return namespace == null || namespace.isEmpty() ? quote(name) : quote(namespace) + "." + quote(name);
    }

    private void add(String words) {
        keywords.addAll(Set.of(words.split("\\s+")));
    }

    private static boolean isPlain(String name) {
        if (name.isEmpty() || (name.charAt(0) >= '0' && name.charAt(0) <= '9')) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') {
                return false;
            }
        }
        return true;
    }
}
