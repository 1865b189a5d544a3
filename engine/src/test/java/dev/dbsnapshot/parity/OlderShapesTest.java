package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where the archives of older versions of pg_dump have another shape, seen on every version: those without a pg_dump to
 * compare with too. Of 12 and 14 they are inferred: from the sources of 13 and 15, and from what came when.
 */
class OlderShapesTest {

    private static final String OBJECTS = """
        CREATE SCHEMA s;
        CREATE TABLE s.parted (id integer) PARTITION BY RANGE (id);
        CREATE TABLE s.part PARTITION OF s.parted FOR VALUES FROM (1) TO (2);
        ALTER TABLE s.part ALTER id SET STATISTICS 7;
        CREATE OPERATOR s.@#@ (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4pl);
        CREATE ACCESS METHOD method TYPE INDEX HANDLER bthandler;
        CREATE TABLE s.without_acl (id integer GENERATED ALWAYS AS IDENTITY);
        GRANT USAGE ON SEQUENCE s.without_acl_id_seq TO pg_monitor;
        CREATE TABLE s.with_acl (id integer GENERATED ALWAYS AS IDENTITY);
        GRANT SELECT (id) ON s.with_acl TO pg_monitor;
        GRANT USAGE ON SEQUENCE s.with_acl_id_seq TO pg_monitor;
        CREATE TABLE s.owner_last (id integer PRIMARY KEY);
        GRANT SELECT ON s.owner_last TO pg_monitor;
        REVOKE ALL ON s.owner_last FROM CURRENT_USER;
        GRANT SELECT ON s.owner_last TO CURRENT_USER;
        CREATE TABLE s.zz (id integer CONSTRAINT same REFERENCES s.owner_last);
        CREATE TABLE s.aa (id integer CONSTRAINT same REFERENCES s.owner_last);
        CREATE TYPE s.pair;
        CREATE FUNCTION s.pair_in(cstring) RETURNS s.pair LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
        CREATE FUNCTION s.pair_out(s.pair) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
        CREATE TYPE s.pair (
            INTERNALLENGTH = 16, INPUT = s.pair_in, OUTPUT = s.pair_out, ELEMENT = float8, ALIGNMENT = double);
        COMMENT ON SCHEMA public IS 'of a user';
        """;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "PostgreSQL {0} for {1}")
    @CsvSource({"12, 12", "13, 13", "14, 14", "15, 15", "16, 16", "17, 17", "18, 18", "18, 12", "18, 13", "18, 14"})
    void eachVersionHasItsOwnShape(int server, int major) throws IOException {
        List<TocEntry> entries = entries(PostgresServer.shared(server), major);

        String attach = "ALTER TABLE ONLY s.parted ATTACH PARTITION s.part FOR VALUES FROM (1) TO (2);\n";
        String statistics = "ALTER TABLE ONLY s.part ALTER COLUMN id SET STATISTICS 7;\n";
        if (major >= 14) {
            assertThat(defn(entries, "TABLE ATTACH", "part")).isEqualTo(attach);
            assertThat(defn(entries, "TABLE", "part")).doesNotContain("ATTACH").endsWith(statistics);
        } else {
            assertThat(entries).extracting(TocEntry::desc).doesNotContain("TABLE ATTACH");
            assertThat(defn(entries, "TABLE", "part")).endsWith(attach + statistics);
        }

        assertThat(order(entries, "OPERATOR @#@", "ACCESS METHOD method"))
                .first()
                .isEqualTo(major >= 14 ? "ACCESS METHOD method" : "OPERATOR @#@");

        List<String> acls = names(entries, "ACL");
        assertThat(acls).contains("SEQUENCE with_acl_id_seq", "COLUMN with_acl.id");
        assertThat(acls.contains("SEQUENCE without_acl_id_seq")).isEqualTo(major >= 15);
        String owners = "GRANT SELECT ON TABLE s.owner_last TO postgres;\n";
        String others = "GRANT SELECT ON TABLE s.owner_last TO pg_monitor;\n";
        assertThat(defn(entries, "ACL", "TABLE owner_last")).endsWith(major >= 15 ? owners + others : others + owners);

        assertThat(names(entries, "FK CONSTRAINT"))
                .as("by the tables' names, or in the order in which they were made")
                .isEqualTo(major >= 13 ? List.of("aa same", "zz same") : List.of("zz same", "aa same"));
        assertThat(defn(entries, "TYPE", "pair").contains("SUBSCRIPT = raw_array_subscript_handler"))
                .isEqualTo(major >= 14);
        assertThat(names(entries, "COMMENT").contains("SCHEMA public")).isEqualTo(major >= 15);
    }

    /** The same against every pg_dump that this machine has. */
    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("dev.dbsnapshot.parity.Judge#majors")
    void theShapeIsThatOfPgDump(int major) throws IOException {
        try (Judge judge = Judge.of(major, folder)) {
            String database = judge.newDatabase();
            judge.server().run(database, OBJECTS);

            assertThat(ArchiveComparison.of(
                            RealArchive.read(judge.realArchiveWithOwnersAndPrivileges(database)),
                            RealArchive.read(judge.ourArchiveWithOwnersAndPrivileges(database))))
                    .isEmpty();
        }
    }

    private List<TocEntry> entries(PostgresServer server, int major) throws IOException {
        String database = server.createDatabase();
        server.run(database, OBJECTS);
        ConnectionSpec spec = ConnectionSpec.builder()
                .host(server.host())
                .port(server.port())
                .user(server.user())
                .database(database)
                .build();
        Path file = Backup.of(spec)
                .options(DumpOptions.DEFAULT.withForMajor(major).with(DumpFlag.OWNER, DumpFlag.PRIVILEGES))
                .toFile(folder.resolve("archive.tar"))
                .run()
                .file();
        server.dropDatabase(database);
        return RealArchive.read(file).entries();
    }

    private static String defn(List<TocEntry> entries, String desc, String tag) {
        return entries.stream()
                .filter(entry -> entry.desc().equals(desc) && tag.equals(entry.tag()))
                .map(entry -> String.valueOf(entry.defn()))
                .findFirst()
                .orElse("no " + desc + " " + tag);
    }

    private static List<String> names(List<TocEntry> entries, String desc) {
        return entries.stream()
                .filter(entry -> entry.desc().equals(desc))
                .map(entry -> String.valueOf(entry.tag()))
                .toList();
    }

    private static List<String> order(List<TocEntry> entries, String... names) {
        return entries.stream()
                .map(entry -> entry.desc() + " " + entry.tag())
                .filter(List.of(names)::contains)
                .toList();
    }
}
