package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives in other encodings are those of {@code pg_dump --encoding}, and lead to the same database. */
class EncodingParityTest {

    /** Of its own: pg_dump reads the names of all roles, and those of other samples are not in every encoding. */
    private static PostgresServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = PostgresServer.start(15, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static OptionCase in(String encoding) {
        return new OptionCase(List.of("--encoding=" + encoding), DumpOptions.DEFAULT.withEncoding(encoding));
    }

    private static String sample(Judge judge, String one, String other) {
        String database = judge.newDatabase();
        judge.server().run(database, """
            CREATE TABLE public."{1}a" ("{2}b" text DEFAULT '{1}', i int PRIMARY KEY);
            COMMENT ON TABLE public."{1}a" IS '{1} {2}';
            CREATE TABLE public."{2}b" (s text);
            CREATE FUNCTION public."f{1}"() RETURNS text LANGUAGE sql AS $$ SELECT '{2} {1}' $$;
            INSERT INTO public."{1}a" VALUES ('{1}', 1), ('{2} {1}\\\\', 2);
            INSERT INTO public."{2}b" VALUES ('x')\
            """.replace("{1}", one).replace("{2}", other));
        return database;
    }

    @ParameterizedTest
    @CsvSource({"LATIN1, ä, ñ", "win1252, €, ä", "EUC_JP, 日, 一", "SJIS, 表, ソ", "KOI8R, ю, а", "GBK, 中, 一"})
    void archiveAndDatabaseAreThoseOfPgDump(String encoding, String one, String other) throws IOException {
        try (Judge judge = Judge.of(15, server, folder)) {
            String database = sample(judge, one, other);
            Path real = judge.realArchive(database, in(encoding));
            Path ours = judge.ourArchive(database, in(encoding));
            assertThat(ArchiveComparison.of(RealArchive.read(real), RealArchive.read(ours)))
                    .isEmpty();

            Path expected = judge.dumpText(database);
            String byPgRestore = judge.newDatabase();
            judge.restoreReal(ours, byPgRestore);
            assertThat(Judge.difference(expected, judge.dumpText(byPgRestore))).isEmpty();
            String byUs = judge.newDatabase();
            judge.restoreOurs(ours, byUs);
            assertThat(Judge.difference(expected, judge.dumpText(byUs))).isEmpty();
        }
    }

    @Test
    void whatTheEncodingLacksIsNamed() {
        try (Judge judge = Judge.of(15, server, folder)) {
            String database = judge.newDatabase();
            judge.server().run(database, "CREATE TABLE public.notes (s text); INSERT INTO notes VALUES ('日')");
            assertThatThrownBy(() -> judge.ourArchive(database, in("LATIN1"))).hasMessageContaining("public.notes");
            judge.server().run(database, "COMMENT ON TABLE public.notes IS '日'");
            assertThatThrownBy(() -> judge.ourArchive(database, in("LATIN1")))
                    .hasMessageContaining("COMMENT public.TABLE notes has a character")
                    .hasMessageContaining("LATIN1");
        }
    }
}
