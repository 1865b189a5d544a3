package dev.dbsnapshot.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The list of names that came with a major version is what the servers say. */
class NewerNamesTest {

    /** What a definition can name without its schema, and one word for each sort. */
    private static final String NAMES = """
        SELECT string_agg(DISTINCT name, E'\\n') FROM (
          SELECT 'function ' || proname FROM pg_proc
          WHERE pronamespace = 'pg_catalog'::regnamespace
            AND NOT proargtypes::oid[] && ARRAY['internal', 'cstring']::regtype[]::oid[]
            AND prorettype::regtype::text NOT IN ('internal', 'table_am_handler', 'index_am_handler', 'cstring')
          UNION ALL SELECT 'type ' || typname FROM pg_type
          WHERE typnamespace = 'pg_catalog'::regnamespace AND typrelid = 0 AND typname !~ '^_'
          UNION ALL SELECT 'relation ' || relname FROM pg_class
          WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v')
          UNION ALL SELECT 'setting ' || name FROM pg_settings
          WHERE context <> 'internal' AND name !~ '^(debug|trace|jit_debug|ignore_invalid)'
          UNION ALL SELECT 'role ' || rolname FROM pg_roles WHERE oid < 16384
          UNION ALL SELECT 'opclass ' || opcname FROM pg_opclass WHERE opcnamespace = 'pg_catalog'::regnamespace
          UNION ALL SELECT 'collation ' || collname FROM pg_collation
          WHERE collnamespace = 'pg_catalog'::regnamespace AND (oid < 10000 OR collname = 'ucs_basic')) n(name)
        """;

    @Test
    void isWhatTheServersSay() throws IOException {
        String listed;
        try (InputStream in = NewerNamesTest.class.getResourceAsStream("/dev/dbsnapshot/schema/newer-names.txt")) {
            listed = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(listed.lines().toList()).containsExactlyElementsOf(ofServers());
    }

    private static List<String> ofServers() {
        List<String> lines = new java.util.ArrayList<>();
        Set<String> known = new TreeSet<>(names(PostgresServer.OLDEST));
        for (int major = PostgresServer.OLDEST + 1; major <= PostgresServer.NEWEST; major++) {
            for (String name : names(major)) {
                if (known.add(name)) {
                    lines.add(major + " " + name);
                }
            }
        }
        return lines;
    }

    private static Set<String> names(int major) {
        return new TreeSet<>(
                PostgresServer.shared(major).query("postgres", NAMES).lines().toList());
    }

    /** Writes the list anew: the only argument is the file. */
    public static void main(String[] arguments) throws IOException {
        try (PrintStream out = new PrintStream(Path.of(arguments[0]).toFile(), StandardCharsets.UTF_8)) {
            ofServers().forEach(out::println);
        }
    }
}
