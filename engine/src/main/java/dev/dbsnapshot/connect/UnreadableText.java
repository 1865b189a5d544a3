package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Finds the objects of a SQL_ASCII database whose names or texts are no UTF-8. The server would refuse to send them as
 * text, so they travel as hexadecimal digits.
 */
final class UnreadableText {

    private static final int NAMED_AT_MOST = 20;

    /** convert_to(..., 'SQL_ASCII') is the identity in such a database. */
    private static final String SQL = """
            WITH texts(classid, objid, objsubid, text) AS (
              SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, oid, 0, nspname::pg_catalog.text
                FROM pg_catalog.pg_namespace
              UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, oid, 0, relname::pg_catalog.text
                FROM pg_catalog.pg_class
              UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, attrelid, attnum, attname::pg_catalog.text
                FROM pg_catalog.pg_attribute
              UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, oid, 0, typname::pg_catalog.text
                FROM pg_catalog.pg_type
              UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, enumtypid, 0, enumlabel::pg_catalog.text
                FROM pg_catalog.pg_enum
              UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, 0,
                     proname || prosrc || pg_catalog.array_to_string(proargnames, '')
                FROM pg_catalog.pg_proc
              UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, 0, proname || prosrc
                FROM pg_catalog.pg_proc
              UNION ALL SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, oid, 0,
                     conname || COALESCE(pg_catalog.pg_get_expr(conbin, conrelid), '')
                FROM pg_catalog.pg_constraint
              UNION ALL SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, oid, 0,
                     pg_catalog.pg_get_expr(adbin, adrelid)
                FROM pg_catalog.pg_attrdef
              UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, oid, 0,
                     CASE WHEN relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(oid) ELSE pg_catalog.pg_get_indexdef(oid) END
                FROM pg_catalog.pg_class WHERE relkind IN ('v', 'm', 'i', 'I')
              UNION ALL SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass, oid, 0, pg_catalog.pg_get_triggerdef(oid)
                FROM pg_catalog.pg_trigger
              UNION ALL SELECT 'pg_catalog.pg_policy'::pg_catalog.regclass, oid, 0, polname::pg_catalog.text
                FROM pg_catalog.pg_policy
              UNION ALL SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass, oid, 0, pg_catalog.pg_get_ruledef(oid)
                FROM pg_catalog.pg_rewrite
              UNION ALL SELECT classoid, objoid, objsubid, description
                FROM pg_catalog.pg_description
              UNION ALL SELECT 'pg_catalog.pg_authid'::pg_catalog.regclass, oid, 0, rolname::pg_catalog.text
                FROM pg_catalog.pg_roles)
            SELECT DISTINCT
                   pg_catalog.encode(pg_catalog.convert_to(pg_catalog.pg_describe_object(classid, objid, objsubid),
                     'SQL_ASCII'), 'hex') AS object,
                   pg_catalog.encode(pg_catalog.convert_to(text, 'SQL_ASCII'), 'hex') AS text
              FROM texts
             WHERE text ~ '[^\\x01-\\x7f]'
            """;

    private UnreadableText() {}

    /** What is wrong, if it is that. */
    static Optional<SnapshotException> explain(Session session, SQLException failure) {
        String encoding = session.query("SHOW server_encoding", row -> row.text("server_encoding"))
                .get(0);
        if (!encoding.equals("SQL_ASCII")) {
            return Optional.empty();
        }
        List<String> objects = new ArrayList<>();
        session.query(SQL, row -> {
            if (!isUtf8(HexFormat.of().parseHex(row.text("text")))) {
                objects.add(readable(HexFormat.of().parseHex(row.text("object"))));
            }
            return 0;
        });
        if (objects.isEmpty()) {
            return Optional.empty();
        }
        List<String> named = objects.stream().distinct().sorted().toList();
        String more = named.size() <= NAMED_AT_MOST ? "" : " and " + (named.size() - NAMED_AT_MOST) + " more";
        return Optional.of(new SnapshotException(
                ErrorCode.UNSUPPORTED,
                "the database is in SQL_ASCII, and the name or text of these objects is no UTF-8: "
                        + String.join(", ", named.subList(0, Math.min(named.size(), NAMED_AT_MOST))) + more
                        + "; rename or change them, or use PostgreSQL's own pg_dump",
                failure,
                failure.getSQLState()));
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The text, with bytes that are not ASCII as PostgreSQL writes them in its messages: \\xe4. */
    private static String readable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(
                    b >= 0 ? String.valueOf((char) b) : "\\x" + HexFormat.of().toHexDigits(b));
        }
        return text.toString();
    }
}
