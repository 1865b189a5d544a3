package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.FilterFile;
import dev.dbsnapshot.api.NamePattern;
import dev.dbsnapshot.api.NamePattern.Objects;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Combinations of options: our archive is that of pg_dump, or both refuse. */
class OptionPairsTest {

    /** Rows of a foreign table that come from a program on the server. */
    private static final String MORE = """
        CREATE EXTENSION file_fdw;
        CREATE SERVER echo FOREIGN DATA WRAPPER file_fdw;
        CREATE FOREIGN TABLE app.echoed (a integer, b text) SERVER echo OPTIONS (program 'echo 1,one', format 'csv');
        CREATE SERVER silent FOREIGN DATA WRAPPER file_fdw;
        CREATE FOREIGN TABLE app.unread (a integer) SERVER silent OPTIONS (filename '/nowhere');
        DO $$BEGIN CREATE ROLE option_reader SUPERUSER; CREATE ROLE option_plain IN ROLE pg_read_all_data;
          EXCEPTION WHEN duplicate_object THEN NULL; END$$;
        """;

    private static final String BOTH_REFUSE = "both refuse";

    @TempDir
    private Path folder;

    @Test
    void everyOptionAloneIsWhatItIsToPgDump() throws IOException {
        compare(15, OptionPairs.alone());
    }

    /** Older ones than 15 do not know all of them. */
    @Tag("long")
    @Test
    void everyPairOfOptionsIsWhatItIsToPgDump() throws IOException {
        for (int major : Judge.majors()) {
            if (major >= 15) {
                compare(major, OptionPairs.cases());
            }
        }
    }

    private void compare(int major, List<OptionCase> cases) throws IOException {
        StringBuilder differences = new StringBuilder();
        int refused = 0;
        try (Judge judge = Judge.of(major, folder)) {
            String database = judge.databaseOf(Samples.APPLICATION);
            judge.server().run(database, MORE);
            for (OptionCase options : cases) {
                String difference = difference(judge, database, options);
                if (difference.equals(BOTH_REFUSE)) {
                    refused++;
                } else if (!difference.isEmpty()) {
                    differences.append("PostgreSQL " + major + " " + options + "\n" + difference);
                }
            }
        }
        assertThat(differences.toString()).isEmpty();
        assertThat(refused).as("refused by both of %d", cases.size()).isLessThan(cases.size() / 3);
    }

    private static String difference(Judge judge, String database, OptionCase options) throws IOException {
        Optional<Path> real;
        String refusal = "";
        try {
            real = Optional.of(judge.realArchive(database, options));
        } catch (IllegalStateException e) {
            real = Optional.empty();
            refusal = String.valueOf(e.getMessage());
        }
        try {
            Path ours = judge.ourArchive(database, options);
            if (real.isEmpty()) {
                return "  pg_dump refuses: " + refusal + "\n";
            }
            String difference = ArchiveComparison.of(RealArchive.read(real.get()), RealArchive.read(ours));
            Files.delete(ours);
            Files.delete(real.get());
            return difference;
        } catch (SnapshotException e) {
            return real.isPresent() ? "  we refuse: " + e.getMessage() + "\n" : BOTH_REFUSE;
        }
    }

    @Test
    void anExportedSnapshotIsWhatBothRead() throws IOException, SQLException {
        try (Judge judge = Judge.of(15, folder)) {
            String database = judge.databaseOf(Samples.SHOP);
            PostgresServer server = judge.server();
            try (Connection exporter = server.connect(database)) {
                exporter.setAutoCommit(false);
                exporter.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                String snapshot;
                try (ResultSet row = exporter.createStatement().executeQuery("SELECT pg_export_snapshot()")) {
                    row.next();
                    snapshot = row.getString(1);
                }
                server.run(database, "CREATE TABLE public.later (a integer)");
                OptionCase options =
                        new OptionCase(List.of("--snapshot=" + snapshot), DumpOptions.DEFAULT.withSnapshot(snapshot));
                assertThat(difference(judge, database, options)).isEmpty();
                assertThat(judge.list(judge.ourArchive(database, options))).doesNotContain("later");
            }
            OptionCase unknown =
                    new OptionCase(List.of("--snapshot=00000000-1"), DumpOptions.DEFAULT.withSnapshot("00000000-1"));
            assertThat(difference(judge, database, unknown)).isEqualTo(BOTH_REFUSE);
        }
    }

    /** A role that may read all rows, but not those behind policies, and no large objects. */
    @Test
    void aPlainRoleReadsWhatItReadsForPgDump() throws IOException {
        try (Judge judge = Judge.of(15, folder)) {
            String database = judge.databaseOf(Samples.APPLICATION);
            judge.server().run(database, MORE);
            DumpOptions plain = DumpOptions.DEFAULT.withRole("option_plain");
            assertThat(difference(judge, database, new OptionCase(List.of("--role=option_plain"), plain)))
                    .isEqualTo(BOTH_REFUSE);
            assertThat(difference(
                            judge,
                            database,
                            new OptionCase(
                                    List.of("--role=option_plain", "--schema=app", "--enable-row-security"),
                                    plain.include(Objects.SCHEMA, "app").with(DumpFlag.ENABLE_ROW_SECURITY))))
                    .isEmpty();
            assertThat(difference(
                            judge,
                            database,
                            new OptionCase(
                                    List.of("--role=option_plain", "--schema=parts"),
                                    plain.include(Objects.SCHEMA, "parts"))))
                    .isEmpty();
            assertThat(difference(judge, database, new OptionCase(List.of("--role=nobody"), plain.withRole("nobody"))))
                    .isEqualTo(BOTH_REFUSE);
        }
    }

    /** Judged with filter files where pg_dump is new enough, and otherwise with the same patterns as options. */
    @Test
    void filterFilesSelectWhatPgDumpSelects() throws IOException {
        String text = """
            # all kinds of lines
            include schema app
            include schema parts # with a comment
            exclude table app.p*
            exclude table_data "app"."wide"
            exclude table_and_children parts.measurement
            exclude table_data_and_children app.*e
            include foreign_data echo
            exclude extension citext
            """;
        Path file = folder.resolve("filter");
        Files.writeString(file, text);
        DumpOptions options = DumpOptions.DEFAULT;
        for (NamePattern pattern : FilterFile.read(new StringReader(text), "filter")) {
            options = options.with(pattern);
        }
        StringBuilder differences = new StringBuilder();
        for (int major : Judge.majors()) {
            if (major >= 17) {
                try (Judge judge = Judge.of(major, folder)) {
                    String database = judge.databaseOf(Samples.APPLICATION);
                    judge.server().run(database, MORE);
                    differences.append(
                            difference(judge, database, new OptionCase(List.of("--filter=" + file), options)));
                }
            }
        }
        assertThat(differences.toString()).isEmpty();
        assertThat(options.patterns()).hasSize(8);
    }

    /** pg_dump has these from 16 on; before, they are the names of the children. */
    @Test
    void childrenAreThoseThatPgDumpWouldBeToldByName() throws IOException {
        try (Judge judge = Judge.of(15, folder)) {
            String database = judge.databaseOf(Samples.APPLICATION);
            List<String> children = List.of(judge.server().query(database, """
                WITH RECURSIVE tree AS (SELECT 'parts.measurement'::regclass AS oid UNION
                  SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid)
                SELECT string_agg(oid::regclass::text, ',') FROM tree\
                """).split(","));
            assertThat(children).hasSizeGreaterThan(2);
            children(
                    judge,
                    database,
                    "--table=",
                    children,
                    DumpOptions.DEFAULT.include(Objects.TABLE_AND_CHILDREN, "parts.measurement"));
            children(
                    judge,
                    database,
                    "--exclude-table=",
                    children,
                    DumpOptions.DEFAULT.exclude(Objects.TABLE_AND_CHILDREN, "parts.measurement"));
            children(
                    judge,
                    database,
                    "--exclude-table-data=",
                    children,
                    DumpOptions.DEFAULT
                            .exclude(Objects.TABLE_DATA_AND_CHILDREN, "parts.measurement")
                            .with(DumpFlag.NO_COMMENTS));
        }
    }

    private static void children(
            Judge judge, String database, String option, List<String> children, DumpOptions options)
            throws IOException {
        List<String> arguments = new ArrayList<>();
        children.forEach(child -> arguments.add(option + child));
        if (options.has(DumpFlag.NO_COMMENTS)) {
            arguments.add("--no-comments");
        }
        assertThat(difference(judge, database, new OptionCase(arguments, options)))
                .isEmpty();
    }
}
