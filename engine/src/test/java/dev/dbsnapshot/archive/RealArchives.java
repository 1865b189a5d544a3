package dev.dbsnapshot.archive;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Archives that the real pg_dump wrote of a database with many kinds of objects. */
public final class RealArchives {

    private static final Map<List<String>, Path> MADE = new ConcurrentHashMap<>();
    private static final Map<Integer, String> DATABASES = new ConcurrentHashMap<>();

    private RealArchives() {}

    /** The sample application and what it lacks: event triggers, other owners, default privileges, odd names. */
    public static String database(int major) {
        return DATABASES.computeIfAbsent(major, wanted -> {
            PostgresServer server = PostgresServer.shared(wanted);
            String database = Samples.APPLICATION.createOn(server);
            server.run(database, """
                    DO $$ BEGIN CREATE ROLE "odd Owner"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
                    CREATE SCHEMA "odd
                    schema" AUTHORIZATION "odd Owner";
                    CREATE TABLE "odd
                    schema"."line
                    break; DROP" (a int, b text DEFAULT 'x''\\y');
                    ALTER TABLE "odd
                    schema"."line
                    break; DROP" OWNER TO "odd Owner";
                    INSERT INTO "odd
                    schema"."line
                    break; DROP" VALUES (1, E'\\\\.'), (2, NULL), (3, E'\\n\\\\.\\n');
                    CREATE FUNCTION public.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
                    CREATE EVENT TRIGGER ddl ON ddl_command_end EXECUTE FUNCTION public.on_ddl();
                    COMMENT ON EVENT TRIGGER ddl IS 'what ''it'' does';
                    CREATE MATERIALIZED VIEW public.odd_view AS SELECT 1 AS one;
                    GRANT SELECT ON public.odd_view TO "odd Owner";
                    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO "odd Owner";
                    CREATE AGGREGATE public.odd_sum (int) (sfunc = int4pl, stype = int);
                    ALTER AGGREGATE public.odd_sum (int) OWNER TO "odd Owner";
                    CREATE PUBLICATION odd_publication FOR ALL TABLES;
                    CREATE FOREIGN DATA WRAPPER odd_wrapper;
                    CREATE SERVER odd_server FOREIGN DATA WRAPPER odd_wrapper;
                    CREATE USER MAPPING FOR "odd Owner" SERVER odd_server;
                    """);
            return database;
        });
    }

    /** What pg_dump -Ft writes with these arguments. */
    public static Path dump(int major, String... arguments) {
        List<String> key = new ArrayList<>(List.of(arguments));
        key.add(0, Integer.toString(major));
        return MADE.computeIfAbsent(key, wanted -> {
            Path file = temporary("real", ".tar");
            List<String> all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of("--format", "tar", "--file", file.toString()));
            RealPrograms.of(major).dump(PostgresServer.shared(major), database(major), all.toArray(String[]::new));
            return file;
        });
    }

    /** What pg_dump -Ft writes of a session whose strings know backslashes. */
    public static Path dumpWithoutStandardStrings(int major) {
        return MADE.computeIfAbsent(List.of(Integer.toString(major), "standard_conforming_strings=off"), wanted -> {
            Path file = temporary("real", ".tar");
            String uri = PostgresServer.shared(major).uri(database(major));
            RealPrograms.of(major)
                    .run(
                            "pg_dump",
                            List.of("--dbname", uri, "--format", "tar", "--file", file.toString()),
                            Map.of("PGOPTIONS", "-c standard_conforming_strings=off"))
                    .orThrow();
            return file;
        });
    }

    /** A file that is removed when the JVM ends. */
    public static Path temporary(String prefix, String suffix) {
        try {
            Path file = Files.createTempFile(prefix, suffix);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
