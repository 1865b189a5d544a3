package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.copy.CopyIn;
import dev.dbsnapshot.copy.CopyOut;
import dev.dbsnapshot.copy.CopyStatement;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    private static String database(String encoding) {
        return SERVER.createDatabase("ENCODING '" + encoding + "' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    }

    private static Sessions sessions(String database) {
        return new Sessions(ConnectionSpec.builder().dsn(SERVER.uri(database)).build(), new Direct());
    }

    private static byte[] copyOut(Session session, String statement) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CopyOut(session).member("public.t", statement, bytes -> {
            while (bytes.hasRemaining()) {
                out.write(bytes.get());
            }
        });
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"LATIN1, Käse", "EUC_JP, 日本語", "UTF8, 𝄞 ä 日本語"})
    void rowsOfADatabaseInAnotherEncodingComeOutAsUtf8(String encoding, String text) {
        String database = database(encoding);
        SERVER.run(database, "CREATE TABLE t (s text); INSERT INTO t VALUES ('" + text + "')");
        try (Session session = sessions(database).open(SessionPurpose.DUMP)) {
            assertThat(new String(copyOut(session, "COPY public.t TO stdout;"), StandardCharsets.UTF_8))
                    .isEqualTo(text + "\n\\.\n\n\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"LATIN1, windows-1252, Käse", "EUC_JP, EUC-JP, 日本語", "SJIS, windows-31j, 表ソ"})
    void rowsOfAnArchiveInAnotherEncodingGoIn(String encoding, String charset, String text) throws Exception {
        String database = database("UTF8");
        SERVER.run(database, "CREATE TABLE t (s text)");
        try (Session session = sessions(database).open(SessionPurpose.RESTORE)) {
            new CopyIn(session)
                    .member(
                            "public.t",
                            CopyStatement.withEncoding("COPY public.t (s) FROM stdin;\n", encoding),
                            new ByteArrayInputStream((text + "\n\\.\n\n\n").getBytes(charset)));
            assertThat(session.query("SELECT s FROM public.t", row -> row.text("s")))
                    .containsExactly(text);
        }
    }

    @Test
    void rowsOfASqlAsciiDatabasePassByteForByte() {
        String from = database("SQL_ASCII");
        String to = database("SQL_ASCII");
        SERVER.run(to, "CREATE TABLE t (s text)");
        SERVER.run(
                from,
                "CREATE TABLE t (s text); INSERT INTO t VALUES (convert_from('\\xe4ff80', 'SQL_ASCII')), ('valid ä')");
        try (Session out = sessions(from).open(SessionPurpose.DUMP);
                Session in = sessions(to).open(SessionPurpose.RESTORE)) {
            byte[] member = copyOut(out, CopyStatement.withEncoding("COPY public.t (s) TO stdout;", "SQL_ASCII"));
            assertThat(member).startsWith(0xe4, 0xff, 0x80, '\n');
            new CopyIn(in)
                    .member(
                            "public.t",
                            CopyStatement.withEncoding("COPY public.t (s) FROM stdin;", "SQL_ASCII"),
                            new ByteArrayInputStream(member));
            assertThat(copyOut(in, CopyStatement.withEncoding("COPY public.t (s) TO stdout;", "SQL_ASCII")))
                    .isEqualTo(member);
        }
    }

    @Test
    void namesOfASqlAsciiDatabaseThatAreNoUtf8AreNamed() {
        String database = database("SQL_ASCII");
        SERVER.run(
                database,
                "CREATE TABLE good_ä (i int);"
                        + " DO $$ BEGIN EXECUTE convert_from('\\x435245415445205441424c45206261645fe4', 'SQL_ASCII')"
                        + " || ' (i int)'; END $$");
        try (Session session = sessions(database).open(SessionPurpose.DUMP)) {
            assertThat(session.query(
                            "SELECT relname FROM pg_class WHERE relname ~ '^good'", row -> row.text("relname")))
                    .containsExactly("good_ä");
            assertThatThrownBy(() -> session.query("SELECT relname FROM pg_class", row -> row.text("relname")))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                    .hasMessageContaining("table public.\"bad_\\xe4\"")
                    .hasMessageNotContaining("good");
        }
    }

    @Test
    void muleInternalIsRefusedByName() {
        String database = database("MULE_INTERNAL");
        assertThatThrownBy(() -> sessions(database).open(SessionPurpose.DUMP))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining(database)
                .hasMessageContaining("MULE_INTERNAL");
    }
}
